-- Zero or more rows per reception. bxi adds the condition on reception_id.
-- Money leaves as text through decimal(19, 4): a driver reads money and decimal as binary fractions, and CAST(money AS varchar) drops two digits.
SELECT o.ID_Receptions AS reception_id,
       l.ID AS line_id,
       COALESCE(item.Name, N'') AS service_name,
       (SELECT TOP (1) content.Code
        FROM dbo.ServiceItemContents AS content
        WHERE content.ID_ServiceItems = item.ID
        ORDER BY content.DateTimeFrom DESC) AS code,
       CAST(CAST(l.CountService AS decimal(19, 4)) AS varchar(40)) AS quantity,
       CAST(CAST(price.Price AS decimal(19, 4)) AS varchar(40)) AS price,
       CAST(CAST(l.DiscountSum AS decimal(19, 4)) AS varchar(40)) AS discount,
       l.IsWarranty AS is_warranty,
       l.ID_TreatmentPlans AS plan_id
FROM dbo.OrderServiceRelation AS l
INNER JOIN dbo.Orders AS o ON o.ID = l.ID_Orders
LEFT JOIN dbo.ServiceItemPrices AS price ON price.ID = l.ID_ServicePrices
LEFT JOIN dbo.ServiceItems AS item ON item.ID = price.ID_ServiceItems
WHERE o.ID_Receptions IS NOT NULL
