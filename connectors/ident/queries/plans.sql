-- Treatment plans. bxi adds the condition on patient_id or plan_id.
SELECT treatment.ID AS plan_id,
       treatment.ID_Patients AS patient_id,
       treatment.Name AS plan_name,
       treatment.DateTimeCreated AS created_at,
       treatment.IsActive AS is_active,
       treatment.ID_Staffs AS doctor_id,
       d.Surname AS doctor_surname,
       d.Name AS doctor_name,
       d.Patronymic AS doctor_patronymic,
       p.Surname AS patient_surname,
       p.Name AS patient_name,
       p.Patronymic AS patient_patronymic,
       c.CardNumber AS card_number
FROM dbo.TreatmentPlans AS treatment
LEFT JOIN dbo.Persons AS p ON p.ID = treatment.ID_Patients
LEFT JOIN dbo.Patients AS c ON c.ID_Persons = treatment.ID_Patients
LEFT JOIN dbo.Persons AS d ON d.ID = treatment.ID_Staffs
