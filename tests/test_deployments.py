"""The files in deployments/ hold together: what one names, another has. Prefect's own judgement of them is in tests/flows/test_schedule.py."""

from __future__ import annotations

import json
import re
import tomllib
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).resolve().parents[1]
DEPLOYMENTS = ROOT / "deployments"
HOME = "/var/lib/bellwether"
COMPOSE = yaml.safe_load((DEPLOYMENTS / "compose.yaml").read_text("utf-8"))
DOCKERFILE = (DEPLOYMENTS / "Dockerfile").read_text("utf-8")


def test_services_wait_for_services_that_say_when_they_are_ready() -> None:
    """Whatever is waited for is there, and has a check of its health."""
    services = COMPOSE["services"]
    for name, service in services.items():
        for other, how in service.get("depends_on", {}).items():
            assert how == {"condition": "service_healthy"}, name
            assert services[other]["healthcheck"]["test"], other


def test_volumes_of_the_services_are_declared_and_all_are_used() -> None:
    """A misspelt one would be a folder of its own, and what is stored would seem lost."""
    mounts = [mount.split(":") for service in COMPOSE["services"].values() for mount in service.get("volumes", ())]
    assert {name for name, _ in mounts} == set(COMPOSE["volumes"])
    assert ["bellwether", HOME] in mounts


def test_prefects_pages_are_for_this_machine_only() -> None:
    """The server asks nobody who they are."""
    assert all(port.startswith("127.0.0.1:") for service in COMPOSE["services"].values() for port in service.get("ports", ()))


def test_what_must_be_set_is_in_the_command_that_the_head_of_the_file_gives() -> None:
    """Compose refuses to start without a value for these, and whoever copies the command has one."""
    text = (DEPLOYMENTS / "compose.yaml").read_text("utf-8")
    command = next(line for line in text.splitlines() if "docker compose -f" in line)
    needed = set(re.findall(r"\$\{(\w+):\?", text))
    assert needed == {"POSTGRES_PASSWORD", "BELLWETHER_CONTACT"}
    assert all(f"{name}=" in command for name in needed)


def test_settings_are_not_given_in_two_places() -> None:
    """A value in `environment` wins over bellwether.env, an empty one too: none has a default."""
    assert not [value for service in COMPOSE["services"].values() for value in service.get("environment", {}).values() if ":-" in str(value)]


def test_image_copies_what_is_there_and_starts_what_is_installed() -> None:
    """Its sources exist and are not left out of the build; its command is a script of the package; the worker deploys the file that it holds."""
    copies = re.findall(r"^COPY (?!--from)(.+) (\S+)$", DOCKERFILE, re.MULTILINE)
    ignored = {line for line in (DEPLOYMENTS / "Dockerfile.dockerignore").read_text("utf-8").splitlines() if not line.startswith("#")}
    for source in (source for sources, _ in copies for source in sources.split()):
        assert (ROOT / source).exists(), source
        assert source not in ignored, source
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    assert not ignored & {*project["tool"]["hatch"]["build"]["targets"]["wheel"]["packages"], project["project"]["readme"], *project["project"]["license-files"]}
    assert {f"!{source}" for source in project["tool"]["hatch"]["build"]["targets"]["wheel"]["force-include"]} <= ignored, "docs are left out but for what the wheel takes of them"
    assert json.loads(DOCKERFILE.rpartition("CMD ")[2])[0] in project["project"]["scripts"]
    assert ("deployments/prefect.yaml", "/opt/bellwether/prefect.yaml") in copies
    assert "--prefect-file /opt/bellwether/prefect.yaml" in COMPOSE["services"]["worker"]["command"]
    assert f"BELLWETHER_HOME={HOME}" in DOCKERFILE
    assert (DEPLOYMENTS / COMPOSE["services"]["worker"]["build"]["context"] / COMPOSE["services"]["worker"]["build"]["dockerfile"]).exists()


@pytest.mark.parametrize("kind", ["docker", "kubernetes"])
def test_job_template_uses_what_it_declares(kind: str) -> None:
    """Each variable stands in the configuration, and each that stands there is declared with words for Prefect's page; runs mount the home folder."""
    template = json.loads((DEPLOYMENTS / "pools" / f"{kind}.json").read_text("utf-8"))
    declared = template["variables"]["properties"]
    assert set(re.findall(r"\{\{ (\w+) \}\}", json.dumps(template["job_configuration"]))) == set(declared)
    assert all(each["title"] and each["description"] for each in declared.values())
    assert declared["image"]["default"] == COMPOSE["x-bellwether"]["image"]
    assert declared["env"]["default"] == {"BELLWETHER_HOME": HOME}
    assert json.dumps(template).count(HOME) > 1


def test_unit_keeps_its_home_where_systemd_makes_it() -> None:
    """StateDirectory is what makes the folder and lets the service write there."""
    unit = (DEPLOYMENTS / "bellwether.service").read_text("utf-8")
    assert f"BELLWETHER_HOME={HOME}" in unit
    assert f"StateDirectory={HOME.removeprefix('/var/lib/')}" in unit
    assert "/opt/bellwether/bin/pip install" in unit.partition("[Unit]")[0]
    assert "ExecStart=/opt/bellwether/bin/bellwether serve" in unit
