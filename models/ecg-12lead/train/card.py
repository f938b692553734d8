"""Writes the tables of a training run into the card, between their markers."""

import re
from pathlib import Path


def span(value: float, interval: list[float]) -> str:
    return f"{value:.3f} ({interval[0]:.3f} to {interval[1]:.3f})"


def table(figures: dict, claimed: dict | None = None) -> str:
    heads = ["label", "with", "AUC", "rules AUC", "difference above", "sensitivity at the rules' specificity", "rules' sensitivity, specificity"]
    rows = [heads + (["shown"] if claimed else [])]
    for label, row in figures["labels"].items():
        cells = [label, str(row["n"]), span(row["auc"], row["aucInterval"]), span(row["rulesAuc"], row["rulesAucInterval"]), f"{row['differenceInterval'][0]:.3f}",
                 f"{row['sensitivityAtRulesSpecificity']:.2f}", f"{row['rulesSensitivity']:.2f}, {row['rulesSpecificity']:.2f}"]
        rows.append(cells + ([("yes" if claimed[label] else "no")] if claimed else []))
    widths = [max(len(row[i]) for row in rows) for i in range(len(rows[0]))]
    lines = ["| " + " | ".join(cell.ljust(width) for cell, width in zip(row, widths)) + " |" for row in rows]
    lines.insert(1, "| " + " | ".join("-" * width for width in widths) + " |")
    return f"{figures['records']} records, macro AUC of the five labels {span(figures['macro'], figures['macroInterval'])}.\n\n" + "\n".join(lines)


def fill(path: Path, figures: dict, calibration: dict) -> None:
    claimed = {row["label"]: row["claimed"] for row in calibration["labels"]}
    text = path.read_text()
    for name, block in (("choice", table(figures["choice"], claimed)), ("tenfold", table(figures["tenFold"]))):
        text = re.sub(rf"(<!-- {name}:begin -->\n)[^\0]*?(<!-- {name}:end -->)", lambda m: f"{m[1]}\n{block}\n\n{m[2]}", text)
    path.write_text(text)
