-- Receptions of the first reading, and of a reading after the cursor became void. bxi pages it by reception_id.
--   @window_from    datetime   planned from here on; receptions without a plan count by the moment they were added
SELECT r.ID AS reception_id
FROM dbo.Receptions AS r
WHERE r.PlanStart >= @window_from OR (r.PlanStart IS NULL AND r.DateTimeAdded >= @window_from)
