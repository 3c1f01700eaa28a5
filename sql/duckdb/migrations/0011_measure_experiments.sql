-- The numbers of the metrics artifacts of experiments, to show, sort and bound them by: a projection of frozen bytes.
-- A metric that is NaN has no number: its value is NULL. Infinities are kept as such.

CREATE TABLE experiment_metrics (
    k BIGINT NOT NULL,
    key TEXT NOT NULL,
    value DOUBLE,
    PRIMARY KEY (k, key)
);

CREATE TRIGGER experiment_metrics_belong_to_an_output AFTER INSERT ON experiment_metrics
REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT
INSERT INTO refusals
SELECT error('immutable: metrics are kept once, of the output metrics of an experiment')
FROM new_rows AS n LEFT JOIN (SELECT k FROM experiment_outputs WHERE slot = 'metrics') AS o ON o.k = n.k
WHERE o.k IS NULL;

CREATE TRIGGER experiment_metrics_are_frozen BEFORE UPDATE ON experiment_metrics FOR EACH STATEMENT
INSERT INTO refusals SELECT error('immutable: metrics of experiments are kept once');

CREATE TRIGGER experiment_metrics_are_kept BEFORE DELETE ON experiment_metrics FOR EACH STATEMENT
INSERT INTO refusals SELECT error('immutable: metrics of experiments are kept once');
