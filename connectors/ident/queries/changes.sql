-- Which receptions to look at. One SELECT; bxi pages and sorts it.
--   @from, @to      varbinary(8)  row versions: from (inclusive) up to the settled bound (exclusive); @from is NULL when versions cannot be used
--   @since          datetime   time stamps from here on, inclusive, in the database's wall clock
--   @window_from    datetime   patients are looked at for receptions planned from here on
SELECT r.ID AS reception_id,
       CAST(NULL AS datetime) AS changed_at,
       CAST(r.RowVersion AS binary(8)) AS row_version,
       N'reception' AS reason
FROM dbo.Receptions AS r
WHERE r.RowVersion >= @from AND r.RowVersion < @to

UNION ALL
-- The same by time stamps, for a cycle in which row versions cannot be used. DateTimeChanged alone misses changes of status.
SELECT r.ID, stamp.changed_at, CAST(NULL AS binary(8)), N'reception'
FROM dbo.Receptions AS r
CROSS APPLY (
  SELECT MAX(v.moment) AS changed_at
  FROM (VALUES (r.DateTimeAdded), (r.DateTimeChanged), (r.PatientAppeared), (r.ReceptionStarted), (r.ReceptionEnded),
               (r.CheckIssued), (r.ReceptionCanceled)) AS v (moment)
) AS stamp
WHERE @from IS NULL AND stamp.changed_at >= @since

UNION ALL
SELECT o.ID_Receptions, stamp.changed_at, CAST(NULL AS binary(8)), N'order'
FROM dbo.Orders AS o
CROSS APPLY (SELECT MAX(v.moment) AS changed_at FROM (VALUES (o.DateTimeAdded), (o.DateTimeChanged)) AS v (moment)) AS stamp
WHERE o.ID_Receptions IS NOT NULL AND (o.DateTimeAdded >= @since OR o.DateTimeChanged >= @since)

UNION ALL
SELECT o.ID_Receptions, stamp.changed_at, CAST(NULL AS binary(8)), N'line'
FROM dbo.OrderServiceRelation AS l
INNER JOIN dbo.Orders AS o ON o.ID = l.ID_Orders
CROSS APPLY (SELECT MAX(v.moment) AS changed_at FROM (VALUES (l.DateTimeAdded), (l.DateTimeChanged)) AS v (moment)) AS stamp
WHERE o.ID_Receptions IS NOT NULL AND (l.DateTimeAdded >= @since OR l.DateTimeChanged >= @since)

UNION ALL
SELECT r.ID, stamp.changed_at, CAST(NULL AS binary(8)), N'patient'
FROM dbo.Receptions AS r
INNER JOIN dbo.Persons AS p ON p.ID = r.ID_Patients
LEFT JOIN dbo.Patients AS c ON c.ID_Persons = r.ID_Patients
CROSS APPLY (SELECT MAX(v.moment) AS changed_at FROM (VALUES (p.DateTimeChanged), (c.DateTimeChanged)) AS v (moment)) AS stamp
WHERE r.PlanStart >= @window_from AND (p.DateTimeChanged >= @since OR c.DateTimeChanged >= @since)

UNION ALL
-- A visit that ended may turn the patient's next consultation into treatment.
SELECT n.ID, e.ReceptionEnded, CAST(NULL AS binary(8)), N'neighbour'
FROM dbo.Receptions AS e
INNER JOIN dbo.Receptions AS n ON n.ID_Patients = e.ID_Patients AND n.PlanStart > e.PlanStart
WHERE e.ReceptionEnded >= @since
