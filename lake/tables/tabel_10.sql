-- Tabel 10: Problemstilling fordelt på målopnåelse.
-- Cases; and per cent of each column, rounded half up. A value outside the list gets a line of its own at the end.
WITH linjer(label, plads) AS (
  VALUES ('Forældrekonflikt', 1), ('Forældrestruktur', 2), ('Forældreregulering', 3),
         ('Barneregulering', 4), ('Barnestruktur', 5), ('Barnekonflikt', 6)
),
talt AS (
  SELECT coalesce(problemstilling, 'Uoplyst') AS label,
         count_if(maalopnaaelse = 'I mål') AS i_maal, count_if(maalopnaaelse = 'På vej') AS paa_vej,
         count_if(maalopnaaelse = 'Ikke i mål') AS ikke_i_maal, count(*) AS i_alt
  FROM domme
  GROUP BY ALL
),
tabel AS (
  SELECT label, coalesce(plads, 50) AS plads, coalesce(i_maal, 0) AS i_maal, coalesce(paa_vej, 0) AS paa_vej,
         coalesce(ikke_i_maal, 0) AS ikke_i_maal, coalesce(i_alt, 0) AS i_alt
  FROM linjer FULL JOIN talt USING (label)
  UNION ALL
  SELECT 'I alt', 100, * FROM kolonner
)
SELECT label, t.i_maal AS "I mål", t.paa_vej AS "På vej", t.ikke_i_maal AS "Ikke i mål", t.i_alt AS "I alt",
       procent(t.i_maal, k.i_maal), procent(t.paa_vej, k.paa_vej),
       procent(t.ikke_i_maal, k.ikke_i_maal), procent(t.i_alt, k.i_alt)
FROM tabel t CROSS JOIN kolonner k
ORDER BY plads, label;
