-- Tabel 4: Dimensioner i professionel alliance fordelt på målopnåelse.
-- Cases with at least one passage of the code; codes overlap, so lines do not add up to the total.
WITH linjer(label, plads) AS (
  VALUES ('Negative alliancebeskrivelser', 1), ('Positive alliancebeskrivelser', 2),
         ('Professionel tvivl', 3), ('Relationsarbejde', 4)
),
tabel AS (
  SELECT label, plads,
         coalesce(count_if(maalopnaaelse = 'I mål'), 0) AS i_maal, coalesce(count_if(maalopnaaelse = 'På vej'), 0) AS paa_vej,
         coalesce(count_if(maalopnaaelse = 'Ikke i mål'), 0) AS ikke_i_maal
  FROM linjer LEFT JOIN koder ON kode = label LEFT JOIN domme USING (sag_pid)
  GROUP BY ALL
  UNION ALL
  SELECT 'Total', 100, i_maal, paa_vej, ikke_i_maal FROM kolonner
)
SELECT label, t.i_maal AS "I mål", t.paa_vej AS "På vej", t.ikke_i_maal AS "Ikke i mål",
       procent(t.i_maal, k.i_maal), procent(t.paa_vej, k.paa_vej), procent(t.ikke_i_maal, k.ikke_i_maal)
FROM tabel t CROSS JOIN kolonner k
ORDER BY plads;
