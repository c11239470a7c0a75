-- Tabel 5: Reflekteret indsatsjusterings betydning for målopnåelse. + is "I mål", - is the other two: the only
-- reading the published numbers allow. Cases that meet no condition are counted beside the cells, not hidden.
WITH linjer(label, plads) AS (
  VALUES ('A', 1), ('B', 2), ('C', 3), ('D', 4), ('Uden for A-D', 5)
),
placeret AS (
  SELECT CASE
           WHEN maalopnaaelse = 'I mål' AND reflekteret_indsatsjustering THEN 'A'
           WHEN maalopnaaelse = 'I mål' AND NOT reflekteret_indsatsjustering AND problemgrad = 'Let' THEN 'B'
           WHEN maalopnaaelse <> 'I mål' AND reflekteret_indsatsjustering AND problemgrad = 'Svær' THEN 'C'
           WHEN maalopnaaelse <> 'I mål' AND NOT reflekteret_indsatsjustering THEN 'D'
           ELSE 'Uden for A-D'
         END AS label
  FROM domme
),
tabel AS (
  SELECT label, plads, count(placeret.label) AS n FROM linjer LEFT JOIN placeret USING (label) GROUP BY ALL
  UNION ALL
  SELECT 'I alt', 100, i_alt FROM kolonner
)
SELECT label, n AS "Antal sager" FROM tabel ORDER BY plads;
