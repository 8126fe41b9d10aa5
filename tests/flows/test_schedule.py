"""Schedules and deployments: a run that nobody started, seen to start; what a server takes of the files in deployments/."""

from __future__ import annotations

import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
import yaml
from world import ROOT, delete, environment, give_database, post

from flows.server import free_port
from warehouse.errors import QueryError
from warehouse.query import ask

PATIENCE = 300


def test_scheduled_run_starts_by_itself_and_stores_articles(newsroom, prefect_database: Path, tmp_path: Path) -> None:
    """`bellwether serve` alone: a server, both schedules, and within minutes a run that the schedule made has stored rows; a stop is clean."""
    home, port = tmp_path / "home", free_port()
    give_database(home, prefect_database)
    settings = environment(
        home, PYTHONPATH=str(ROOT), BELLWETHER_WATCHLIST=str(newsroom.watchlist(tmp_path / "w.toml")), BELLWETHER_ALLOW=newsroom.address,
        BELLWETHER_INGEST_CRON="* * * * *", BELLWETHER_WEEKLY_CRON="* * * * *",
    )
    log = (tmp_path / "serve.log").open("w")
    process = subprocess.Popen([sys.executable, "-m", "flows", "serve", "--port", str(port)], cwd=tmp_path, env=settings, stdout=log, stderr=log)
    try:
        wait_for(lambda: stored(home) == 2, process, tmp_path / "serve.log")
        wait_for(lambda: scheduled_completed(f"http://127.0.0.1:{port}/api") > 0, process, tmp_path / "serve.log")
        process.send_signal(signal.SIGTERM)
        assert process.wait(30) in {0, 143, -signal.SIGTERM}
    finally:
        if process.poll() is None:
            process.kill()
        log.close()
    assert ask(home, "select distinct status from run where ended_at is not null").rows == (("completed",),)
    assert "Warning" not in (tmp_path / "serve.log").read_text()


def wait_for(is_so, process: subprocess.Popen[bytes], log: Path) -> None:
    until = time.monotonic() + PATIENCE
    while not is_so():
        assert process.poll() is None, log.read_text()
        assert time.monotonic() < until, log.read_text()
        time.sleep(1)


def stored(home: Path) -> int:
    try:
        return ask(home, "select count(*) from articles").rows[0][0]
    except QueryError:
        return 0


def scheduled_completed(api: str) -> int:
    """Completed runs of the ingest flow that the server's scheduler made."""
    runs = post(api, "flow_runs/filter", {"limit": 200})
    return sum(run["auto_scheduled"] and run["state_type"] == "COMPLETED" and run["name"].startswith("ingest") for run in runs)


def test_every_entrypoint_of_prefect_yaml_loads() -> None:
    """What a worker would load is there, under the name and with the parameters that the file's flows have."""
    from prefect.flows import load_flow_from_entrypoint

    deployments = yaml.safe_load((ROOT / "deployments" / "prefect.yaml").read_text("utf-8"))["deployments"]
    flows = {each["name"]: load_flow_from_entrypoint(each["entrypoint"], use_placeholder_flow=False) for each in deployments}
    assert {name: flow.name for name, flow in flows.items()} == {
        "every-few-hours": "ingest", "monday-morning": "weekly", "what-was-not-sent": "deliver", "every-hour": "freshness", "every-night": "checks", "on-demand": "reparse", "archives": "backfill",
    }  # fmt: skip
    assert set(flows["every-few-hours"].parameters.properties) == {"replay", "at", "due_only"}
    for each in deployments:
        assert flows[each["name"]].description
        assert all(parameter.get("description") for parameter in flows[each["name"]].parameters.properties.values()), each["name"]
        assert set(each.get("parameters", {})) <= set(flows[each["name"]].parameters.properties)
        assert each["concurrency_limit"] == 1
        assert bool(each["schedules"]) == (each["name"] not in {"on-demand", "archives"})
        assert all(schedule["cron"] and schedule["timezone"] for schedule in each["schedules"])


def test_serve_has_the_deployments_that_the_file_has() -> None:
    """Whoever serves them in one process finds the same names, tags, parameters and schedules on Prefect's pages as with a work pool."""
    from deployments.serve import _deployments
    from flows.settings import Settings

    written = yaml.safe_load((ROOT / "deployments" / "prefect.yaml").read_text("utf-8"))["deployments"]
    served = {each.name: each for each in _deployments(Settings())}
    assert set(served) == {each["name"] for each in written}
    for each in written:
        one = served[each["name"]]
        assert (one.entrypoint, one.tags, one.parameters, one.concurrency_limit) == (each["entrypoint"], each["tags"], each.get("parameters", {}), each["concurrency_limit"])
        assert [(made.schedule.cron, made.schedule.timezone) for made in one.schedules] == [(made["cron"], made["timezone"]) for made in each["schedules"]]
        assert one.description


def test_a_server_takes_the_deployments_and_the_pools(prefect_api: str, tmp_path: Path) -> None:
    """prefect.yaml as it is, and the job templates of the Docker and Kubernetes pools."""
    settings = environment(tmp_path / "home", PYTHONPATH=str(ROOT), PREFECT_API_URL=prefect_api)

    def prefect(*arguments: str) -> None:
        subprocess.run([sys.executable, "-m", "prefect", *arguments], cwd=ROOT, env=settings, capture_output=True, text=True, timeout=120, check=True)

    prefect("work-pool", "create", "bellwether", "--type", "process")
    for kind in ("docker", "kubernetes"):
        prefect("work-pool", "create", kind, "--type", kind, "--base-job-template", f"deployments/pools/{kind}.json")
    prefect("--no-prompt", "deploy", "--all", "--prefect-file", "deployments/prefect.yaml")
    made = post(prefect_api, "deployments/filter", {})
    assert {each["name"] for each in made} >= {"every-few-hours", "monday-morning", "every-hour", "every-night", "on-demand"}
    assert all(each["work_pool_name"] == "bellwether" and not each["paused"] for each in made)
    for each in made:  # other tests ask this server for their own runs
        delete(prefect_api, f"deployments/{each['id']}")


def test_the_unit_is_one_that_systemd_takes(tmp_path: Path) -> None:
    """With a command that is there in the place of the installed one."""
    if shutil.which("systemd-analyze") is None:
        pytest.skip("systemd-analyze is not here")
    unit = tmp_path / "bellwether.service"
    unit.write_text((ROOT / "deployments" / "bellwether.service").read_text("utf-8").replace("/opt/bellwether/bin/bellwether", sys.executable), "utf-8")
    told = subprocess.run(["systemd-analyze", "verify", str(unit)], capture_output=True, text=True, check=False)
    assert (told.returncode, told.stderr) == (0, "")
