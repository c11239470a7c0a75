-- What the four tables share. Variables: lake (the folder), kodebog (a codebook version, or NULL for the newest of each case).

-- n of total in per cent, rounded half up, in whole numbers only.
CREATE OR REPLACE TEMP MACRO procent(n, total) AS (200 * n + total) // nullif(2 * total, 0);

-- One agreed verdict a case.
CREATE OR REPLACE TEMP VIEW verdicts AS
SELECT sag_pid, problemstilling, problemgrad, maalopnaaelse, reflekteret_indsatsjustering
FROM read_parquet(getvariable('lake') || '/sagsklassifikation/**/*.parquet',
                  hive_partitioning = true, union_by_name = true)
WHERE konsensus AND (getvariable('kodebog') IS NULL OR kodebog_version = getvariable('kodebog'))
QUALIFY row_number() OVER (PARTITION BY sag_pid ORDER BY kodebog_version DESC, kilde_id_pid) = 1;

-- A case without an outcome is in no table: nobody may read a missing outcome as "Ikke i mål".
CREATE OR REPLACE TEMP VIEW domme AS
SELECT * FROM verdicts WHERE maalopnaaelse IN ('I mål', 'På vej', 'Ikke i mål');

CREATE OR REPLACE TEMP VIEW uden_udfald AS
SELECT sag_pid FROM verdicts WHERE sag_pid NOT IN (SELECT sag_pid FROM domme);

-- Cases of each outcome: what a column adds up to.
CREATE OR REPLACE TEMP VIEW kolonner AS
SELECT coalesce(count_if(maalopnaaelse = 'I mål'), 0) AS i_maal,
       coalesce(count_if(maalopnaaelse = 'På vej'), 0) AS paa_vej,
       coalesce(count_if(maalopnaaelse = 'Ikke i mål'), 0) AS ikke_i_maal, count(*) AS i_alt
FROM domme;

-- Which alliance codes a case has at least once.
CREATE OR REPLACE TEMP VIEW koder AS
SELECT DISTINCT sag_pid, kode
FROM read_parquet(getvariable('lake') || '/kodning/**/*.parquet',
                  hive_partitioning = true, union_by_name = true)
WHERE getvariable('kodebog') IS NULL OR kodebog_version = getvariable('kodebog');
