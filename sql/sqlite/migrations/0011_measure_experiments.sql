-- The numbers of the metrics artifacts of experiments, to show, sort and bound them by: a projection of frozen bytes.
-- A metric that is NaN has no number: its value is NULL. Infinities are kept as such.

CREATE TABLE experiment_metrics (
    k INTEGER NOT NULL,
    key TEXT NOT NULL,
    value DOUBLE PRECISION,
    PRIMARY KEY (k, key)
) WITHOUT ROWID;
CREATE INDEX experiment_metrics_by_value ON experiment_metrics (key, value, k);

CREATE TRIGGER experiment_metrics_belong_to_an_output BEFORE INSERT ON experiment_metrics
WHEN NOT EXISTS (SELECT 1 FROM experiment_outputs WHERE k = NEW.k AND slot = 'metrics')
  OR EXISTS (SELECT 1 FROM experiment_metrics WHERE k = NEW.k AND key = NEW.key)
BEGIN SELECT RAISE(ABORT, 'immutable: metrics are kept once, of the output metrics of an experiment'); END;

CREATE TRIGGER experiment_metrics_are_frozen BEFORE UPDATE ON experiment_metrics
BEGIN SELECT RAISE(ABORT, 'immutable: metrics of experiments are kept once'); END;

CREATE TRIGGER experiment_metrics_are_kept BEFORE DELETE ON experiment_metrics
BEGIN SELECT RAISE(ABORT, 'immutable: metrics of experiments are kept once'); END;
