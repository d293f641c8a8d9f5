"""A folder in which the program runs, and small data sets in IDX files."""
import json
import pathlib
import struct
import subprocess
import tempfile


class Workplace:
    def __init__(self, program):
        self.program = pathlib.Path(program).resolve()
        self.folder = tempfile.TemporaryDirectory()
        self.path = pathlib.Path(self.folder.name)

    def run(self, network, *words):
        """Runs a network and returns what the program did."""
        (self.path / "net.json").write_text(json.dumps(network))
        return subprocess.run([self.program, "run", "net.json", *words], cwd=self.path, capture_output=True, text=True)

    def described(self, network, *words):
        """The network with all defaults, as run.json has it; None if it is refused."""
        done = self.run(network, "--steps", "0", *words)
        return json.loads((self.path / "out/run.json").read_text())["network"] if done.returncode == 0 else None

    def write_samples(self, images, labels, name="data"):
        """A data set of images of one row; returns its entry in `data`."""
        rows, columns = len(images), len(images[0])
        (self.path / f"{name}.images").write_bytes(
            struct.pack(">IIII", 0x803, rows, 1, columns) + bytes(x for image in images for x in image))
        (self.path / f"{name}.labels").write_bytes(struct.pack(">II", 0x801, rows) + bytes(labels))
        return {"name": name, "type": "idx", "params": {"images": f"{name}.images", "labels": f"{name}.labels"}}
