-- Lines of treatment plans. bxi adds the condition on plan_id. What was done is aggregated: a line can be done in several visits.
SELECT l.ID_TreatmentPlans AS plan_id,
       l.ID AS line_id,
       l.ID_TreatmentPlanStages AS stage_id,
       stage.Name AS stage_name,
       stage.[Order] AS stage_order,
       l.ID_TreatmentPlanElements AS element_id,
       element.Name AS element_name,
       element.[Order] AS element_order,
       COALESCE(item.Name, N'') AS service_name,
       CAST(CAST(price.Price AS decimal(19, 4)) AS varchar(40)) AS price,
       CAST(CAST(l.DiscountSum AS decimal(19, 4)) AS varchar(40)) AS discount,
       CAST(l.TeethLong AS varchar(20)) AS teeth,
       CAST(CASE WHEN finished.lines > 0 THEN 1 ELSE 0 END AS bit) AS done,
       CAST(CASE WHEN finished.billed > 0 THEN 1 ELSE 0 END AS bit) AS billed,
       finished.done_at,
       finished.reception_id
FROM dbo.TreatmentPlanElementRelations AS l
LEFT JOIN dbo.TreatmentPlanStages AS stage ON stage.ID = l.ID_TreatmentPlanStages
LEFT JOIN dbo.TreatmentPlanElements AS element ON element.ID = l.ID_TreatmentPlanElements
LEFT JOIN dbo.ServiceItemPrices AS price ON price.ID = l.ID_ServicePrices
LEFT JOIN dbo.ServiceItems AS item ON item.ID = price.ID_ServiceItems
OUTER APPLY (
  SELECT COUNT(*) AS lines,
         SUM(CASE WHEN o.DateTimeBillFormed IS NOT NULL THEN 1 ELSE 0 END) AS billed,
         MAX(o.DateTimeOrder) AS done_at,
         MAX(o.ID_Receptions) AS reception_id
  FROM dbo.OrderServiceRelation AS did
  INNER JOIN dbo.Orders AS o ON o.ID = did.ID_Orders
  WHERE did.ID_TreatmentPlanElementRelations = l.ID
) AS finished
