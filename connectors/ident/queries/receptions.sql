-- One row per reception. bxi adds the condition on reception_id.
SELECT r.ID AS reception_id,
       r.PlanStart AS plan_start,
       r.PlanEnd AS plan_end,
       COALESCE(r.ReceptionAdded, r.DateTimeAdded) AS created_at,
       r.DateTimeChanged AS changed_at,
       r.PatientAppeared AS arrived_at,
       r.ReceptionStarted AS started_at,
       r.ReceptionEnded AS ended_at,
       r.CheckIssued AS billed_at,
       r.ReceptionCanceled AS canceled_at,
       -- A reason without a moment cancels too; every other status follows from the moments above.
       CASE WHEN r.ReceptionCanceled IS NULL AND r.ID_ReceptionCancelReasons IS NOT NULL THEN N'canceled' END AS status,
       r.CancelReasonComment AS cancel_comment,
       r.ID_Patients AS patient_id,
       p.Surname AS patient_surname,
       p.Name AS patient_name,
       p.Patronymic AS patient_patronymic,
       COALESCE(NULLIF(LTRIM(RTRIM(p.MobilePhone)), N''), p.Phone) AS patient_phone,
       CASE WHEN NULLIF(LTRIM(RTRIM(p.MobilePhone)), N'') IS NOT NULL THEN p.Phone END AS patient_phone2,
       c.ParentSNP AS guardian,
       c.CardNumber AS card_number,
       r.ID_Staffs AS doctor_id,
       d.Surname AS doctor_surname,
       d.Name AS doctor_name,
       d.Patronymic AS doctor_patronymic,
       -- One value: a doctor with several professions would multiply the reception in a join. Role 8 is the doctor's.
       (SELECT TOP (1) profession.NameProfession
        FROM dbo.Items AS item
        INNER JOIN dbo.ProfessionNames AS profession ON profession.ID = item.ID_ProfessionNames
        WHERE item.ID_Staffs = r.ID_Staffs
        ORDER BY CASE WHEN profession.ID_Roles = 8 THEN 0 ELSE 1 END, profession.ID) AS doctor_speciality,
       chair.ID_OwnCompanies AS branch_key,
       COALESCE(NULLIF(company.BranchName, N''), company.Name) AS branch_name,
       bill.ID_OwnCompanies AS order_branch_key,
       bill.branch_name AS order_branch_name,
       chair.NameArmchair AS room,
       r.Comment AS comment,
       (SELECT COUNT(*)
        FROM dbo.Receptions AS earlier
        WHERE earlier.ID_Patients = r.ID_Patients AND earlier.ReceptionEnded IS NOT NULL AND earlier.PlanStart < r.PlanStart) AS finished_before,
       r.ID_ReceptionsTransferFrom AS transfer_from,
       -- The replacement is always the younger row: the condition on ID keeps this a short range and not a scan.
       (SELECT TOP (1) moved.ID
        FROM dbo.Receptions AS moved
        WHERE moved.ID_ReceptionsTransferFrom = r.ID AND moved.ID > r.ID
        ORDER BY moved.ID DESC) AS transferred_to,
       CAST(r.RowVersion AS binary(8)) AS row_version
FROM dbo.Receptions AS r
LEFT JOIN dbo.Persons AS p ON p.ID = r.ID_Patients
LEFT JOIN dbo.Patients AS c ON c.ID_Persons = r.ID_Patients
LEFT JOIN dbo.Persons AS d ON d.ID = r.ID_Staffs
LEFT JOIN dbo.Armchairs AS chair ON chair.ID = r.ID_Armchairs
LEFT JOIN dbo.OwnCompanies AS company ON company.ID = chair.ID_OwnCompanies
OUTER APPLY (
  SELECT TOP (1) o.ID_OwnCompanies, COALESCE(NULLIF(oc.BranchName, N''), oc.Name) AS branch_name
  FROM dbo.Orders AS o
  LEFT JOIN dbo.OwnCompanies AS oc ON oc.ID = o.ID_OwnCompanies
  WHERE o.ID_Receptions = r.ID
  ORDER BY o.ID
) AS bill
