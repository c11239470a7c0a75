"""``datahoest.toml``: what is understood, what is refused, and what a refusal says."""

from datetime import date
from pathlib import Path

import pytest

from flows import wiring
from flows.settings import TextSettings, find_config, load
from schemas.errors import ConfigError
from schemas.load import load_contracts

LEAST = """
[sources.sbsys]
system = "demo_myndighed"
url = "sqlite:///sources/a.sqlite"
"""
SECRET = "Hemmelig42"


def written(folder: Path, text: str) -> str:
    file = folder / "datahoest.toml"
    file.write_text(text, encoding="utf-8")
    return str(file)


def refusal(folder: Path, text: str) -> str:
    with pytest.raises(ConfigError) as caught:
        load(written(folder, text))
    return str(caught.value)


def test_the_least_that_will_do(tmp_path: Path) -> None:
    settings = load(written(tmp_path, LEAST))
    (source,) = settings.sources
    assert source.url == f"sqlite:///{tmp_path}/sources/a.sqlite"  # from the file, not from where one stands
    assert (source.password, source.expected_hours, source.datasets) == ("", 26, ())
    assert (settings.lake, settings.vault) == (tmp_path / "lake", tmp_path / "vault")
    assert (settings.audit, settings.runs) == (tmp_path / "audit", tmp_path / "runs")
    assert settings.prefect_home == tmp_path / "prefect"
    assert settings.text == TextSettings()
    assert settings.contracts is None
    assert (settings.engine, settings.as_of, settings.zones) == ("prefect", None, None)


def test_all_that_can_be_said(tmp_path: Path) -> None:
    text = """
        [project]
        name = "Effekt af \\"familier\\""
        ends = 2031-12-31
        [sources.sbsys]
        system = "systemer/vores.toml"
        url = "postgresql+psycopg://laeser@db.example:5432/sbsys"
        password = "file:/run/secrets/sbsys"
        expected_hours = 30
        datasets = ["sag", "borger"]
        [lake]
        path = "/srv/lake"
        [vault]
        path = "../vault"
        [audit]
        path = "spor"
        [runs]
        path = "nætter"
        [zones]
        path = "zoner.csv"
        [text]
        model = "da_min"
        batch_size = 8
        chunk_rows = 100
        commit_rows = 1000
        date_window_days = 90
        keep_weekday = false
        surrogates_may_hide_misses = true
        [text.labels]
        MENNESKE = "PER"
        DATO = ""
        [contracts]
        path = "kontrakter"
        [retention]
        as_of = 2026-11-20
        [retention.rules.R01]
        kind = "fixed_period"
        [orchestration]
        engine = "direct"
        home = "prefekt"
        """
    settings = load(written(tmp_path, text))
    assert settings.project == 'Effekt af "familier"'
    assert (settings.project_ends, settings.as_of) == (date(2031, 12, 31), date(2026, 11, 20))
    assert settings.source("sbsys").datasets == ("sag", "borger")
    assert settings.source("sbsys").password == "file:/run/secrets/sbsys"
    assert settings.lake == Path("/srv/lake")
    assert settings.vault == tmp_path.parent / "vault"
    assert settings.runs == tmp_path / "nætter"
    assert settings.zones == tmp_path / "zoner.csv"
    assert settings.text == TextSettings(
        "da_min", 8, 100, 1000, 90, keep_weekday=False, surrogates_may_hide_misses=True,
        labels={"MENNESKE": "PER", "DATO": ""},
    )  # fmt: skip
    assert settings.contracts == tmp_path / "kontrakter"
    assert settings.retention == {"rules": {"R01": {"kind": "fixed_period"}}}
    assert settings.engine == "direct"
    with pytest.raises(ConfigError, match=r"no source 'kmd'\. Known: sbsys"):
        settings.source("kmd")


def test_every_path_counts_from_the_configuration(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Not from where one stands: cron stands in the home of its account."""
    home, elsewhere = tmp_path / "home", tmp_path / "elsewhere"
    for folder in (home / "model", elsewhere / "da_pakke"):
        folder.mkdir(parents=True)
    monkeypatch.chdir(elsewhere)
    password = 'password = "file:hemmeligt/kode"\n'
    beside = load(written(home, f'{LEAST}{password}[text]\nmodel = "model"\n'))
    assert beside.source("sbsys").password == f"file:{home}/hemmeligt/kode"
    assert beside.text.model == str(home / "model")
    assert load(written(home, f'{LEAST}[text]\nmodel = "da_pakke"\n')).text.model == "da_pakke"
    assert load(written(home, f'{LEAST}password = "credential:kode"\n')).source("sbsys").password == (
        "credential:kode"
    )


SOURCE = '[sources.a]\nsystem = "demo_myndighed"\nurl = "sqlite:///a"\n'


@pytest.mark.parametrize(
    ("text", "key", "next_step"),
    [
        ("", "sources no source is named", "add a [sources.<name>] table"),
        ("[kilder]\n", "kilder is not known", "known: audit, contracts, lake, orchestration"),
        ("sources = 1\n", "sources is not a table", "write [sources]"),
        ("[sources]\na = 1\n", "sources.a is not a table", "write [sources.a]"),
        ('[sources.a]\nurl = "sqlite:///a"\n', "sources.a needs 'system' and 'url'", "name the mapping"),
        ('[sources.a]\nsystem = "x"\n', "sources.a needs 'system' and 'url'", "where the system is"),
        (SOURCE + 'host = "x"\n', "sources.a.host is not known", "known: datasets, expected_hours"),
        ('[sources.a]\nsystem = 1\nurl = "x"\n', "sources.a.system is not text", "put it in quotes"),
        ('[sources.a]\nsystem = "x"\nurl = 1\n', "sources.a.url is not text", "put it in quotes"),
        (
            '[sources.a]\nsystem = "x"\nurl = "db://[::1"\n',
            "sources.a.url is no address",
            "dialect+driver://",
        ),
        (SOURCE + "expected_hours = 0\n", "sources.a.expected_hours is not a whole number", "mend it"),
        (SOURCE + "expected_hours = true\n", "sources.a.expected_hours is not a whole number", "mend it"),
        (SOURCE + 'datasets = "sag"\n', "sources.a.datasets is not a list", 'write ["sag", "borger"]'),
        (SOURCE + "datasets = [1]\n", "sources.a.datasets is not text", "put it in quotes"),
        (SOURCE + 'password = "env:"\n', "sources.a.password is not a reference", "env:NAME, file:PATH"),
        (SOURCE + 'password = "env"\n', "sources.a.password is not a reference", "env:NAME, file:PATH"),
        (SOURCE + "[lake]\nfolder = 'x'\n", "lake.folder is not known", "known: path"),
        (SOURCE + "[lake]\npath = 3\n", "lake.path is not text", "put it in quotes"),
        (SOURCE + "[text]\nsize = 3\n", "text.size is not known", "known: batch_size, chunk_rows"),
        (SOURCE + "[text]\nbatch_size = -1\n", "text.batch_size is not a whole number", "mend it"),
        (SOURCE + "[text]\nchunk_rows = 1.5\n", "text.chunk_rows is not a whole number", "mend it"),
        (SOURCE + '[text]\nkeep_weekday = "false"\n', "text.keep_weekday is neither true", "without quotes"),
        (SOURCE + '[text]\nmodel = "m"\nlabels = "PER"\n', "text.labels is not a table", "[text.labels]"),
        (SOURCE + '[text.labels]\nA = "PER"\n', "text.labels says what another model's", "under text.model"),
        (
            SOURCE + '[text]\nmodel = "m"\n[text.labels]\nA = "MISC"\n',
            "text.labels.A means none",
            "PER, LOC, ORG",
        ),
        (SOURCE + '[text]\nmodel = "m"\n[text.labels]\nA = 1\n', "text.labels.A means none", "PER, LOC, ORG"),
        (SOURCE + '[project]\nends = "2031-12-31"\n', "project.ends is not a date", "without quotes"),
        (SOURCE + "[project]\nends = 2031-12-31T10:00:00\n", "project.ends is not a date", "2031-12-31"),
        (SOURCE + "[project]\nname = 7\n", "project.name is not text", "put it in quotes"),
        (SOURCE + "[project]\nowner = 'x'\n", "project.owner is not known", "known: ends, name"),
        (SOURCE + "[retention]\nas_of = 2026\n", "retention.as_of is not a date", "without quotes"),
        (SOURCE + '[orchestration]\nengine = "dask"\n', "orchestration.engine is neither", "choose one"),
        (SOURCE + "[orchestration]\nport = 1\n", "orchestration.port is not known", "known: engine, home"),
        (SOURCE + SOURCE, "not readable as TOML", "Mend the file"),
        ("[sources.a\n", "not readable as TOML (", "line 1"),
    ],
)
def test_a_refusal_names_file_key_and_next_step(tmp_path: Path, text: str, key: str, next_step: str) -> None:
    told = refusal(tmp_path, text)
    assert told.startswith(f"{tmp_path}/datahoest.toml: ")
    assert key in told
    assert next_step in told


@pytest.mark.parametrize(
    "source",
    [
        f'url = "postgresql+psycopg://laeser:{SECRET}@db/sbsys"',
        f'url = "postgresql+psycopg://db/sbsys"\npassword = "{SECRET}"',
        f'url = "postgresql+psycopg://db/sbsys"\npassword = "plain:{SECRET}"',
        f'url = "postgresql+psycopg://db/sbsys"\npasword = "{SECRET}"',
        f'url = "postgresql+psycopg://db/sbsys"\nexpected_hours = "{SECRET}"',
        f'url = "postgresql+psycopg://laeser:{SECRET}@[::1"',
        f'url = "postgresql+psycopg://db/sbsys"\npassword = "{SECRET}',
        f'url = "x"\npassword = {SECRET}',
    ],
)
def test_a_refusal_never_quotes_a_secret(tmp_path: Path, source: str) -> None:
    assert SECRET not in refusal(tmp_path, f'[sources.a]\nsystem = "demo_myndighed"\n{source}\n')


def test_printed_settings_hold_no_address_and_no_reference(tmp_path: Path) -> None:
    text = f'{SOURCE.replace("sqlite:///a", "postgresql+psycopg://laeser@db/x")}password = "env:KODE"\n'
    printed = repr(load(written(tmp_path, text)))
    assert "laeser" not in printed
    assert "KODE" not in printed


def test_a_dataset_that_the_source_does_not_deliver(tmp_path: Path) -> None:
    settings = load(written(tmp_path, f'{LEAST}datasets = ["sag", "journalnotater"]\n'))
    with pytest.raises(ConfigError, match=r"sources\.sbsys\.datasets names journalnotater, which .* Next: "):
        wiring.systems(settings, load_contracts())


def test_where_the_configuration_is_looked_for(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(ConfigError, match=r"no datahoest\.toml here\. Give --config FILE"):
        find_config(None, {})
    for folder in ("demo", "named", "given", "."):
        (tmp_path / folder).mkdir(exist_ok=True)
        (tmp_path / folder / "datahoest.toml").touch()
        here = tmp_path / folder / "datahoest.toml"
        environ = {} if folder in ("demo", ".") else {"DATAHOEST_CONFIG": "named/datahoest.toml"}
        given = "given/datahoest.toml" if folder == "given" else None
        assert find_config(given, environ) == here.resolve()
    with pytest.raises(ConfigError, match=r"nowhere\.toml: no such file\. Give --config FILE"):
        find_config(None, {"DATAHOEST_CONFIG": "nowhere.toml"})


def test_a_file_that_is_no_text(tmp_path: Path) -> None:
    (tmp_path / "datahoest.toml").write_bytes(b"\xff\xfe[\x00")
    with pytest.raises(ConfigError, match=r"not readable as TOML \(not UTF-8\)\. Mend the file"):
        load(str(tmp_path / "datahoest.toml"))
