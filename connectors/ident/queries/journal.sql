-- IDENT's own total per reception; read when amount_from = "journal". bxi joins it to the receptions.
SELECT o.ID_Receptions AS reception_id,
       CAST(CAST(SUM(j.AmountWithDiscount) AS decimal(19, 4)) AS varchar(40)) AS amount
FROM dbo.OrderPaymentsJournal AS j
INNER JOIN dbo.Orders AS o ON o.ID = j.ID_Orders
WHERE o.ID_Receptions IS NOT NULL
GROUP BY o.ID_Receptions
