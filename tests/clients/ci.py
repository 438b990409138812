"""Runs the scripts that `init --ci` writes as GitHub and GitLab would, on a good and a bad branch: ci.py FOLDER."""

import json
import os
import subprocess
import sys
from pathlib import Path

import yaml

folder = Path(sys.argv[1])
work = folder / "work"
# A branch name that a careless script would run.
TARGET = "release/$(touch${IFS}pwned)`touch${IFS}pwned`"


def git(*arguments, at=work):
    done = subprocess.run(["git", *arguments], cwd=at, capture_output=True, text=True)
    assert done.returncode == 0, f"git {arguments}: {done.stderr}"
    return done.stdout.strip()


def prepare():
    """A repository with an old finding on its target branch, and two branches: one adds a finding, one a record."""
    work.mkdir(parents=True)
    git("init", "-q", "-b", TARGET)
    subprocess.run(["opsbook", "-q", "init", "ops", "--ci", "github"], cwd=work, check=True)
    subprocess.run(["opsbook", "-q", "-C", "ops", "init", "--ci", "gitlab"], cwd=work, check=True)
    (work / "ops/initiatives/old.md").write_text('+++\ntitle = "Old"\nobjective = "gone"\n+++\n')
    git("add", "-A")
    git("commit", "-q", "-m", "start")
    for branch, objective in [("good", "first-objective"), ("bad", "missing")]:
        git("checkout", "-q", "-b", branch, TARGET)
        (work / f"ops/initiatives/{branch}.md").write_text(f'+++\ntitle = "New"\nobjective = "{objective}"\n+++\n')
        git("add", "-A")
        git("commit", "-q", "-m", branch)
    git("checkout", "-q", TARGET)
    (work / "notes.txt").write_text("meanwhile\n")
    git("add", "-A")
    git("commit", "-q", "-m", "meanwhile")


def clone(name, branch):
    at = folder / name
    git("clone", "-q", str(work), str(at), at=folder)
    git("checkout", "-q", "--detach", f"origin/{branch}", at=at)
    return at


def run(script, at, variables):
    environment = {**os.environ, **variables}
    done = subprocess.run(
        ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", script],
        cwd=at, env=environment, capture_output=True, text=True,
    )
    assert not list(folder.rglob("pwned")), "a branch name was run"
    return done


def github():
    action = yaml.safe_load((work / ".github/actions/opsbook/action.yml").read_text())
    steps = {step["name"]: step["run"] for step in action["runs"]["steps"] if "run" in step}
    for branch, code in [("good", 0), ("bad", 1)]:
        at = clone(f"github-{branch}", TARGET)
        # The merge that GitHub makes for a pull request.
        git("merge", "-q", "--no-edit", "--no-ff", f"origin/{branch}", at=at)
        summary, output = folder / f"summary-{branch}", folder / f"output-{branch}"
        variables = {
            "INSTALL": "false", "BASE": f"origin/{TARGET}", "RUNNER_TEMP": str(folder / f"temp-{branch}"),
            "GITHUB_STEP_SUMMARY": str(summary), "GITHUB_OUTPUT": str(output),
        }
        (folder / f"temp-{branch}").mkdir()
        assert run(steps["Install"], at, variables).returncode == 0
        done = run(steps["Check"], at / "ops", variables)
        assert done.returncode == code, done
        assert ("::error" in done.stdout) == (code == 1), done
        assert "old.md" not in done.stdout, "what was there before is not the fault of this branch"
        done = run(steps["Say what it changes"], at / "ops", variables)
        assert done.returncode == 0, done
        assert "New" in summary.read_text(), summary.read_text()
        done = run(steps["Build"], at / "ops", variables)
        assert done.returncode == 0, done
        site = dict(line.split("=", 1) for line in output.read_text().splitlines())["site"]
        assert (Path(site) / "index.html").is_file()
    done = run(steps["Check"], clone("github-push", "good") / "ops", {"BASE": ""})
    assert done.returncode == 1 and "old.md" in done.stdout, done


def gitlab():
    jobs = yaml.safe_load((work / ".gitlab/opsbook.yml").read_text())
    shared = {name: str(value) for name, value in jobs[".opsbook"]["variables"].items()}
    for branch, code in [("good", 0), ("bad", 1)]:
        at = clone(f"gitlab-{branch}", branch)
        variables = {**shared, "CI_PROJECT_DIR": str(at), "CI_MERGE_REQUEST_TARGET_BRANCH_NAME": TARGET}
        script = "\n".join(jobs[".opsbook"]["before_script"] + jobs["opsbook:check"]["script"])
        done = run(script, at, variables)
        assert done.returncode == code, done
        report = json.loads((at / "gl-code-quality-report.json").read_text())
        paths = {one["location"]["path"] for one in report}
        assert ("ops/initiatives/bad.md" in paths) == (code == 1) and "ops/initiatives/old.md" in paths, report
        assert "New" in (at / "opsbook-changes.md").read_text()
    at = clone("gitlab-pages", "good")
    script = "\n".join(jobs[".opsbook"]["before_script"] + jobs["pages"]["script"])
    done = run(script, at, {**shared, "CI_PROJECT_DIR": str(at)})
    assert done.returncode == 0 and (at / "public/index.html").is_file(), done


prepare()
github()
gitlab()
print("ci: the scripts of GitHub and GitLab judge pull requests, say what they change, and build")
