"""Tests of what the notebooks share, on tables of a few rows."""

import math

import pandas
import pytest

import richscale


@pytest.fixture
def out(tmp_path):
    trials = pandas.DataFrame(
        {
            "trial_id": ["a", "b", "c", "d"],
            "learner": ["network", "network", "network", "limit"],
            "status": ["completed", "completed", "diverged", "completed"],
            "steps": [5, 5, 5, 5],
            "width": [8, 16, 16, 16],
        }
    )
    measurements = pandas.DataFrame(
        {
            "trial_id": ["a", "a", "b", "c", "d"],
            "step": [0, 5, 5, 5, 5],
            "observable": ["loss"] * 5,
            "value": [1.0, 2.0, 4.0, 9.0, 3.0],
        }
    )
    for name, frame in (("trials", trials), ("measurements", measurements)):
        (tmp_path / name).mkdir()
        frame.to_parquet(tmp_path / name / "part-00000.parquet")
    return tmp_path


def test_measured_takes_the_last_step_of_completed_trials(out):
    assert richscale.measured(out, "loss").value.tolist() == [2.0, 4.0]
    assert richscale.measured(out, "loss", last=False).value.tolist() == [1.0, 2.0, 4.0]
    assert richscale.measured(out, "test_loss").empty


def test_limits_stand_beside_networks_and_are_not_mixed_with_them(out):
    assert richscale.measured(out, "loss", limit=True).value.tolist() == [3.0]


def test_the_interval_over_seeds_is_students():
    frame = pandas.DataFrame({"r": [0, 0, 0, 1], "value": [1.0, 2.0, 3.0, 5.0]})
    result = richscale.over_seeds(frame, ["r"])
    assert result["mean"].tolist() == [2.0, 5.0]
    assert result.half[0] == pytest.approx(4.302653 / math.sqrt(3))
    assert math.isnan(result.half[1])


def test_columns_that_vary_are_found():
    frame = pandas.DataFrame({"r": [0, 1], "gauge": ["stp", "stp"], "threads": [1, 2]})
    assert richscale.varying(frame, ["r", "gauge", "threads"]) == ["r"]


def test_a_missing_directory_is_said(monkeypatch):
    monkeypatch.setenv("RICHSCALE_OUT", "nowhere")
    with pytest.raises(FileNotFoundError, match="no tables in nowhere"):
        richscale.out("runs/x")
