#!/usr/bin/env python3
"""A run that is watched and changed from two pages in a real browser, and from what must not reach it.

usage: live.test.py PROGRAM FOLDER      FOLDER: made anew; what the runs wrote stays in it
"""
import http.client
import json
import pathlib
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
import unittest

from selenium import webdriver
from selenium.webdriver.chrome.service import Service
from selenium.webdriver.common.by import By
from selenium.webdriver.support.select import Select

PROGRAM, FOLDER = "", pathlib.Path()

NETWORK = {
    "bouton": 1, "name": "<b>watched</b>", "seed": 3, "dt": 0.5,
    "inputs": [{"name": "stim", "size": 20, "source": {"type": "poisson", "params": {"rate": 0.3}}}],
    "layers": [{"name": "l1", "type": "lif", "size": 300, "params": {"tau": 4}}],
    "synapses": [{"name": "w", "type": "stdp", "from": "stim", "to": "l1", "syn_type": "exc",
                  "weights": {"distribution": "uniform", "low": 0, "high": 1},
                  "params": {"tre": [0.5, 0.5], "tro": [0.5, 0.5], "rule_params": {"Ap": 0.001, "An": 0.001}}}],
    "record": [{"of": "w", "variable": "weights", "when": "end"}],
    "run": [{"steps": 1000000000000}],
}


def free_folder(name):
    folder = FOLDER / name
    folder.mkdir()
    (folder / "network.json").write_text(json.dumps(NETWORK))
    return folder


class Run:
    """The program, serving."""

    def __init__(self, name, *words):
        self.folder = free_folder(name)
        self.errors = (self.folder / "stderr").open("w+")
        self.process = subprocess.Popen([PROGRAM, "run", "network.json", "--quiet", "--serve", *words], cwd=self.folder,
                                        stderr=self.errors)
        end = time.monotonic() + 30
        found = None
        while not found:
            found = re.search(r"http://([^/]+)/\?token=([0-9a-f]+)", (self.folder / "stderr").read_text())
            assert time.monotonic() < end and self.process.poll() is None, (self.folder / "stderr").read_text()
            time.sleep(0.05)
        self.url, (self.host, self.token) = found[0], found.groups()

    def request(self, method, path, body=None, token=None, **headers):
        connection = http.client.HTTPConnection(self.host, timeout=20)
        connection.request(method, f"{path}?token={self.token if token is None else token}", body,
                           {name.replace("_", "-"): value for name, value in headers.items()})
        response = connection.getresponse()
        text = response.read().decode()
        connection.close()
        return response.status, text

    def ask(self, **request):
        return json.loads(self.request("POST", "/do", json.dumps(request))[1])

    def finish(self, patience=30):
        status = self.process.wait(timeout=patience)
        self.errors.close()
        return status

    def record(self):
        return json.loads((self.folder / "out" / "run.json").read_text())

    def kill(self):
        if self.process.poll() is None:
            self.process.kill()
            self.process.wait()
        self.errors.close()


class Requests(unittest.TestCase):
    """What does not come from the page."""

    @classmethod
    def setUpClass(cls):
        cls.run_served = Run("requests", "--paused")

    @classmethod
    def tearDownClass(cls):
        cls.run_served.kill()

    def test_it_listens_on_this_machine_alone(self):
        self.assertTrue(self.run_served.host.startswith("127.0.0.1:"))
        port = int(self.run_served.host.split(":")[1])
        listening = [line.split()[1] for line in pathlib.Path("/proc/net/tcp").read_text().splitlines()[1:]
                     if line.split()[3] == "0A"]
        self.assertIn(f"0100007F:{port:04X}", listening)
        self.assertNotIn(f"00000000:{port:04X}", listening)

    def test_without_the_token_nothing_is_shown_or_done(self):
        for token in ("", "0" * 32, self.run_served.token[:-1]):
            for method, path in (("GET", "/"), ("GET", "/events"), ("POST", "/do")):
                status, text = self.run_served.request(method, path, '{"do": "stop"}', token=token)
                self.assertEqual(status, 403, (method, path, token))
                self.assertIn("token", text)
                self.assertNotIn(self.run_served.token, text)

    def test_a_page_from_elsewhere_reaches_nothing_even_with_the_token(self):
        for headers in ({"Origin": "http://evil.example"}, {"Origin": "null"}, {"Host": "evil.example"},
                        {"Host": "evil.example:" + self.run_served.host.split(":")[1]}):
            for method, path in (("GET", "/"), ("GET", "/events"), ("POST", "/do")):
                self.assertEqual(self.run_served.request(method, path, '{"do": "stop"}', **headers)[0], 403, headers)
        self.assertIsNone(self.run_served.process.poll())

    def test_what_is_there_cannot_be_framed_or_read_elsewhere(self):
        connection = http.client.HTTPConnection(self.run_served.host, timeout=20)
        connection.request("GET", "/?token=" + self.run_served.token)
        response = connection.getresponse()
        response.read()
        connection.close()
        self.assertIn("frame-ancestors 'none'", response.getheader("Content-Security-Policy"))
        self.assertEqual(response.getheader("Cross-Origin-Resource-Policy"), "same-origin")
        self.assertEqual(response.getheader("Referrer-Policy"), "no-referrer")
        self.assertIsNone(response.getheader("Access-Control-Allow-Origin"))

    def test_wrong_requests_are_told(self):
        for request, why in (({"do": "dance"}, "cannot be done"), ({"do": "step", "count": 0}, "'count'"),
                             ({"do": "learn"}, "'on'"), ({"do": "set", "set": {"l2": {"tau": 5}}}, "did you mean 'l1'?"),
                             ({"do": "set", "set": {"l1": {"tau": -5}}}, "/l1/tau"),
                             ({"do": "set", "set": {"l1": {"tau": "5 mV"}}}, "/l1/tau"), ({"do": "set"}, "wanted an object")):
            self.assertIn(why, self.run_served.ask(**request).get("error", ""), request)
        self.assertEqual(self.run_served.request("POST", "/do", "[]")[0], 400)
        self.assertEqual(self.run_served.request("POST", "/do", "{")[0], 400)
        self.assertEqual(self.run_served.ask(do="step"), {"step": 0})

    def test_a_port_that_is_taken_is_told(self):
        folder = free_folder("taken")
        port = self.run_served.host.split(":")[1]
        told = subprocess.run([PROGRAM, "run", "network.json", "--serve", port], cwd=folder, capture_output=True, text=True,
                              timeout=60)
        self.assertEqual(told.returncode, 1)
        self.assertIn(f"nothing can listen on 127.0.0.1:{port}", told.stderr)


class Changes(unittest.TestCase):
    def test_changes_are_in_run_json_and_a_rerun_repeats_them_to_the_same_bits(self):
        run = Run("changes", "--paused")
        self.addCleanup(run.kill)
        run.ask(do="step", count=500)
        time.sleep(0.5)
        self.assertEqual(run.ask(do="set", set={"l1": {"tau": "3 ms"}, "w": {"rule_params": {"Ap": 0.01}}}), {"step": 500})
        run.ask(do="step", count=7)
        time.sleep(0.5)
        self.assertEqual(run.ask(do="learn", on=False), {"step": 507})
        run.ask(do="go")
        time.sleep(0.3)
        run.ask(do="stop")
        self.assertEqual(run.finish(), 130)
        record = run.record()
        self.assertEqual(record["changes"], [
            {"step": 500, "set": {"l1": {"tau": "3 ms"}}}, {"step": 500, "set": {"w": {"rule_params": {"Ap": 0.01}}}},
            {"step": 507, "learn": False}])
        again = subprocess.run([PROGRAM, "rerun", "out/run.json"], cwd=run.folder, capture_output=True, text=True, timeout=120)
        self.assertEqual(again.returncode, 0, again.stdout + again.stderr)
        weights = [(run.folder / place / "w.weights.csv").read_bytes() for place in ("out", "rerun")]
        self.assertEqual(*weights)

    def test_a_client_that_reads_nothing_holds_nothing_up(self):
        run = Run("slow")
        self.addCleanup(run.kill)
        host, port = run.host.split(":")
        slow = socket.create_connection((host, int(port)))
        slow.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1)
        slow.sendall(f"GET /events?token={run.token} HTTP/1.1\r\nHost: {run.host}\r\n\r\n".encode())
        time.sleep(3)
        before = run.ask(do="learn", on=True)["step"]
        time.sleep(0.5)
        self.assertGreater(run.ask(do="learn", on=True)["step"], before)
        run.ask(do="stop")
        self.assertEqual(run.finish(10), 130)
        slow.close()

    def test_ctrl_c_ends_a_run_that_is_paused(self):
        run = Run("interrupted", "--paused")
        self.addCleanup(run.kill)
        run.ask(do="step", count=5)
        run.process.send_signal(signal.SIGINT)
        self.assertEqual(run.finish(10), 130)


class Pages(unittest.TestCase):
    """Two browsers at once."""

    @classmethod
    def setUpClass(cls):
        cls.browsers = [cls.browser(i) for i in range(2)]

    @classmethod
    def browser(cls, number):
        options = webdriver.ChromeOptions()
        for word in ("--headless=new", "--no-sandbox", "--disable-gpu", "--window-size=1200,900",
                     f"--user-data-dir={FOLDER / f'browser{number}'}"):
            options.add_argument(word)
        options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
        return webdriver.Chrome(service=Service("/usr/bin/chromedriver"), options=options)

    @classmethod
    def tearDownClass(cls):
        for browser in cls.browsers:
            browser.quit()

    def wait(self, browser, script, patience=20):
        end = time.monotonic() + patience
        while not browser.execute_script(script):
            self.assertLess(time.monotonic(), end, "waited too long for: " + script)
            time.sleep(0.02)

    def click(self, browser, text):
        browser.find_element(By.XPATH, f"//button[text()='{text}']").click()

    def test_two_pages_show_and_change_one_run(self):
        run = Run("pages", "--paused")
        self.addCleanup(run.kill)
        one, other = self.browsers
        for browser in self.browsers:
            browser.get(run.url)
            self.wait(browser, "return live.state && live.state.paused && live.pictures > 0")
        # A name is a text.
        self.assertEqual(one.find_element(By.TAG_NAME, "h1").text, "<b>watched</b>")
        self.click(one, "one step")
        for browser in self.browsers:
            self.wait(browser, "return live.state.step === 1 && live.state.paused")
        self.click(other, "go on")
        for browser in self.browsers:
            self.wait(browser, "return !live.state.paused && live.pictures > 10 && live.spikes > 100")
            # What comes is drawn: spikes, rates, potentials, weights.
            self.wait(browser, "return live.rasters.every(r => r.drawn > 0)")
            self.wait(browser, "return live.rates.times.length > 5 && live.rates.series.every(s => s.least.at(-1) > 0)")
            self.wait(browser, "return live.traces.length === 1 && live.traces[0].series.length === 3")
            self.wait(browser, "return live.weights.get('w').data.length === 2")
        self.click(one, "learning is on")
        self.wait(other, "return live.state.learning === false")
        Select(one.find_element(By.CSS_SELECTOR, "select[aria-label=element]")).select_by_value("l1")
        value = one.find_element(By.CSS_SELECTOR, "input")
        value.clear()
        value.send_keys("5 mV")
        self.click(one, "set")
        self.wait(one, "return !live.error.hidden")
        self.assertIn("/l1/tau", one.find_element(By.CSS_SELECTOR, "[role=alert]").text)
        value.clear()
        value.send_keys("6 ms")
        self.click(one, "set")
        self.wait(one, "return live.error.hidden")
        self.wait(other, "return live.changes.textContent.includes('6 ms')")
        # Who comes late learns what has changed.
        other.refresh()
        self.wait(other, "return live.pictures > 0 && live.changes.textContent.includes('6 ms')")
        self.click(other, "pause")
        self.wait(one, "return live.state.paused")
        step = one.execute_script("return live.state.step")
        time.sleep(0.4)
        self.assertEqual(run.ask(do="step")["step"], step)
        one.save_screenshot(str(FOLDER / "live.png"))
        self.click(one, "stop")
        for browser in self.browsers:
            self.wait(browser, "return live.isOver")
            self.assertTrue(browser.execute_script("return live.buttons.every(b => b.disabled)"))
        self.assertEqual(run.finish(), 130)
        self.assertEqual([list(change)[1] for change in run.record()["changes"]], ["learn", "set"])
        for browser in self.browsers:
            errors = [entry for entry in browser.get_log("browser") if entry["level"] in ("SEVERE", "WARNING")]
            # The refused value is told to the page by a status, which the browser notes.
            self.assertEqual([entry for entry in errors if "/do?" not in entry["message"]], [])

    def test_a_page_of_another_origin_can_neither_read_nor_change(self):
        run = Run("elsewhere", "--paused")
        self.addCleanup(run.kill)
        browser = self.browsers[0]
        page = FOLDER / "elsewhere.html"
        page.write_text("<!DOCTYPE html><title>elsewhere</title>")
        browser.get(page.as_uri())
        tried = browser.execute_async_script("""
            const [url, done] = arguments;
            const tries = [fetch(url), fetch(url.replace('/?', '/do?'), {method: 'POST', body: '{"do": "stop"}'}),
                           fetch(url.replace('/?', '/do?'), {method: 'POST', mode: 'no-cors', body: '{"do": "stop"}'})];
            Promise.allSettled(tries).then(all => done(all.map(one => one.status === 'fulfilled' ? one.value.type : 'refused')));
            """, run.url)
        self.assertEqual(tried, ["refused", "refused", "refused"])
        self.assertIsNone(run.process.poll())
        self.assertEqual(run.ask(do="step"), {"step": 0})
        browser.get_log("browser")


if __name__ == "__main__":
    PROGRAM, FOLDER = str(pathlib.Path(sys.argv[1]).absolute()), pathlib.Path(sys.argv[2]).absolute()
    shutil.rmtree(FOLDER, ignore_errors=True)
    FOLDER.mkdir(parents=True)
    unittest.main(argv=[sys.argv[0], *sys.argv[3:]])
