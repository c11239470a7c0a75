-- The codebook versions that verdicts were given by.
SELECT DISTINCT kodebog_version
FROM read_parquet(getvariable('lake') || '/sagsklassifikation/**/*.parquet',
                  hive_partitioning = true, union_by_name = true)
WHERE kodebog_version IS NOT NULL
ORDER BY 1;
