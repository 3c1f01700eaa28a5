-- The numbers of the metrics artifacts of experiments, to show, sort and bound them by: a projection of frozen bytes.
-- A metric that is NaN has no number: its value is NULL. Infinities are kept as such.

CREATE TABLE experiment_metrics (
    k BIGINT NOT NULL,
    key TEXT COLLATE "C" NOT NULL,
    value DOUBLE PRECISION,
    PRIMARY KEY (k, key)
);
CREATE INDEX experiment_metrics_by_value ON experiment_metrics (key, value, k);

-- No lock: outputs are never removed, so one that is seen stays.
CREATE FUNCTION require_metrics_output() RETURNS trigger
LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
    IF EXISTS (
        SELECT FROM inserted AS i
        LEFT JOIN experiment_outputs AS o ON o.k = i.k AND o.slot = 'metrics'
        WHERE o.k IS NULL)
    THEN
        RAISE EXCEPTION 'immutable: metrics are kept once, of the output metrics of an experiment';
    END IF;
    RETURN NULL;
END $$;

CREATE TRIGGER experiment_metrics_belong_to_an_output AFTER INSERT ON experiment_metrics
REFERENCING NEW TABLE AS inserted FOR EACH STATEMENT EXECUTE FUNCTION require_metrics_output();

CREATE TRIGGER experiment_metrics_are_frozen BEFORE UPDATE OR DELETE ON experiment_metrics
FOR EACH ROW EXECUTE FUNCTION refuse_change('immutable: metrics of experiments are kept once');

CREATE TRIGGER experiment_metrics_are_not_truncated BEFORE TRUNCATE ON experiment_metrics
FOR EACH STATEMENT EXECUTE FUNCTION refuse_change('immutable: metrics of experiments are kept once');
