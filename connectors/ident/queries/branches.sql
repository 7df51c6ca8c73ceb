-- The keys that an operator maps to branch numbers.
SELECT company.ID AS branch_key,
       COALESCE(NULLIF(company.BranchName, N''), company.Name) AS branch_name,
       (SELECT COUNT(*)
        FROM dbo.Receptions AS r
        INNER JOIN dbo.Armchairs AS chair ON chair.ID = r.ID_Armchairs
        WHERE chair.ID_OwnCompanies = company.ID AND r.PlanStart >= DATEADD(day, -30, GETDATE()) AND r.PlanStart < GETDATE()) AS receptions_30d
FROM dbo.OwnCompanies AS company
