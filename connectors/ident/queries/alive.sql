-- The receptions that exist in a window of planned starts.
--   @from, @to      datetime   from (inclusive) to (exclusive)
SELECT r.ID AS reception_id, r.PlanStart AS plan_start
FROM dbo.Receptions AS r
WHERE r.PlanStart >= @from AND r.PlanStart < @to
