"""Runs Langres and its peers on the same model, texts and threads, in turn, and prints one table.

Every way is a process that stays; a round asks each for one pass, so that the machine's moods hit
all alike. The first round is dropped. Build Langres first (mvn package); Python needs torch,
transformers, sentence-transformers and onnxruntime.

Usage: run.py encoders   [--shape camembert-base] [--texts 200] [--rounds 5] [--threads 2] [--ways a,b]
       run.py generators [--shape smollm2-360m]   [--rounds 5] [--threads 2] --llama-cpp SOURCE [--precisions int4,int8]

llama.cpp is built by hand first: cmake -B build && cmake --build build -t llama-bench llama-quantize in its
source folder. The npm package node-llama-cpp carries that source as a git bundle.
"""

import argparse
import json
import subprocess
import sys
import tempfile
from pathlib import Path
from statistics import median

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent
JAVA = ["java", "-Xmx4g"]


def sh(*command, **options):
    subprocess.run([str(c) for c in command], check=True, **options)


class Way:
    """A process that says "ready", then answers every line with the seconds of one pass."""

    def __init__(self, name, command, log):
        self.name, self.seconds = name, []
        self.process = subprocess.Popen(
            [str(c) for c in command], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=log, text=True)
        if self.line() != "ready":
            sys.exit(f"{name} did not start; see {log.name}")

    def line(self):
        for line in self.process.stdout:
            line = line.strip()
            if line == "ready" or line.replace(".", "", 1).replace("e-", "", 1).isdigit():
                return line
        return None

    def once(self):
        self.process.stdin.write("\n")
        self.process.stdin.flush()
        answer = self.line()
        if answer is None:
            sys.exit(f"{self.name} died")
        return float(answer)


def java_peer(name):
    sh("mvn", "-q", "-f", HERE / name, "package", "dependency:copy-dependencies")
    return f"{HERE / name / 'target/classes'}:{HERE / name / 'target/dependency'}/*"


def encoders(args, work, log):
    checkpoint, export, texts = work / "checkpoint", work / "export", work / "texts.txt"
    benchmarks = ROOT / "benchmarks/target/benchmarks.jar"
    sh(*JAVA, "-cp", benchmarks, "io.github.langres.benchmarks.RandomModel", args.shape, checkpoint)
    sh(sys.executable, HERE / "export.py", checkpoint, export, stdout=log, stderr=log)
    source = ROOT / "cli/src/main/resources/io/github/langres/cli/bench/textes.txt"
    texts.write_text("\n".join(source.read_text().splitlines()[: args.texts]) + "\n")
    ways = {}
    for precision in ("fp32", "int8", "int8-reproducible"):
        ways[f"Langres {precision}"] = [
            *JAVA, "-cp", benchmarks, "io.github.langres.benchmarks.PeerEncoder", precision, checkpoint, texts, args.threads]
    for peer, title in (("djl", "DJL, same ONNX"), ("langchain4j", "LangChain4j in-process, same ONNX")):
        ways[title] = lambda peer=peer: [*JAVA, "-Dai.djl.offline=true", "-cp", java_peer(peer), "Peer", export, texts, args.threads]
    for way, folder in (("onnxruntime", export), ("torch-fp32", checkpoint), ("torch-bf16", checkpoint), ("sentence-transformers", checkpoint)):
        ways[f"Python {way}"] = [sys.executable, HERE / "python_encoder.py", way, folder, texts, args.threads]
    return ways


def langres_tests(checkpoint, precision, threads):
    """One round of `langres bench`: test -> tokens a second."""
    out = subprocess.run(
        [*JAVA, "-jar", ROOT / "cli/target/langres.jar", "bench", "--model", checkpoint, "--precision", precision,
         "--rounds", "1", "--threads", threads, "--output", "json"],
        check=True, capture_output=True, text=True).stdout  # fmt: skip
    return {row["test"]: row["tokens/s (median)"] for row in json.loads(out)["tables"][0]["rows"]}


def llama_tests(bench, model, threads):
    tests = {}
    for more in (["-p", "512", "-n", "128"], ["-p", "0", "-n", "128", "-d", "1024"]):
        out = subprocess.run(
            [bench, "-m", model, "-t", threads, "-r", "1", "-o", "json", *more],
            check=True, capture_output=True, text=True).stdout  # fmt: skip
        for row in json.loads(out):
            name = f"pp{row['n_prompt']}" if row["n_prompt"] else f"tg{row['n_gen']}"
            tests[name + (f" @ d{row['n_depth']}" if row["n_depth"] else "")] = row["avg_ts"]
    return tests


def generators(args, work, log):
    checkpoint, f16, q4 = work / "checkpoint", work / "f16.gguf", work / "q4_0.gguf"
    binaries = Path(args.llama_cpp) / "build/bin"
    sh(*JAVA, "-cp", ROOT / "benchmarks/target/benchmarks.jar", "io.github.langres.benchmarks.RandomModel", args.shape, checkpoint)
    sh(sys.executable, HERE / "gguf.py", args.llama_cpp, checkpoint, f16, stdout=log, stderr=log)
    sh(binaries / "llama-quantize", f16, q4, "Q4_0", stdout=log, stderr=log)
    f16.unlink()
    ways = {"llama.cpp Q4_0": lambda: llama_tests(binaries / "llama-bench", q4, args.threads)}
    for precision in args.precisions.split(","):
        built = work / precision
        sh(*JAVA, "-jar", ROOT / "cli/target/langres.jar", "build", checkpoint, "-o", built, "--precision", precision, stdout=log)
        ways[f"Langres {precision}"] = lambda built=built, precision=precision: langres_tests(built, precision, args.threads)
    seen = {name: {} for name in ways}
    for _ in range(args.rounds):
        for name, run in ways.items():
            for test, rate in run().items():
                seen[name].setdefault(test, []).append(rate)
    base = seen["llama.cpp Q4_0"]
    print(f"{args.shape}, random weights, {args.threads} threads, {args.rounds} rounds in turn; tokens a second\n")
    print("| way | test | median | spread | against llama.cpp |\n|---|---|---|---|---|")
    for name, tests in seen.items():
        for test, rates in tests.items():
            ratio = f"{median(rates) / median(base[test]):.2f}" if test in base else "-"
            print(f"| {name} | {test} | {median(rates):.1f} | {min(rates):.1f}-{max(rates):.1f} | {ratio} |")


parser = argparse.ArgumentParser()
parser.add_argument("what", choices=["encoders", "generators"])
parser.add_argument("--shape")
parser.add_argument("--texts", type=int, default=200)
parser.add_argument("--rounds", type=int, default=5)
parser.add_argument("--threads", default="2")
parser.add_argument("--ways", help="only ways whose name holds one of these, separated by commas")
parser.add_argument("--llama-cpp", help="its source folder, built")
parser.add_argument("--precisions", default="int4,int8")
args = parser.parse_args()
args.shape = args.shape or {"encoders": "camembert-base", "generators": "smollm2-360m"}[args.what]


def compare_encoders(args, work, log):
    ways = []
    for name, command in encoders(args, work, log).items():
        if not args.ways or any(part in name for part in args.ways.split(",")):
            ways.append(Way(name, command() if callable(command) else command, log))
    for round in range(-1, args.rounds):
        for way in ways:
            seconds = way.once()
            if round >= 0:
                way.seconds.append(seconds)
    base = median(ways[0].seconds)
    print(f"{args.shape}, random weights, {args.texts} French texts, {args.threads} threads, {args.rounds} rounds in turn\n")
    print("| way | s (median) | spread | texts/s | speed against the first |\n|---|---|---|---|---|")
    for way in ways:
        middle = median(way.seconds)
        print(f"| {way.name} | {middle:.2f} | {min(way.seconds):.2f}-{max(way.seconds):.2f} | {args.texts / middle:.1f} | {base / middle:.2f} |")


with tempfile.TemporaryDirectory() as folder, open(Path(folder) / "log", "w") as log:
    {"encoders": compare_encoders, "generators": generators}[args.what](args, Path(folder), log)
