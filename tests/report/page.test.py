#!/usr/bin/env python3
"""Reports in a real browser: no error, as many spikes drawn as recorded, zoom and hover, light and dark, narrow screens.

usage: page.test.py PROGRAM FOLDER      FOLDER: made anew; pages and what they were made from stay in it
"""
import json
import pathlib
import shutil
import subprocess
import sys
import time
import unittest

from selenium import webdriver
from selenium.webdriver.chrome.service import Service
from selenium.webdriver.common.action_chains import ActionChains
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys

PROGRAM, FOLDER = "", pathlib.Path()

EVIL = "</script><script>document.title='broken'</script><b>bold</b>"

SMALL = {
    "bouton": 1, "name": EVIL, "seed": 3, "dt": 0.5,
    "inputs": [{"name": "stim<i>", "size": 20, "source": {"type": "poisson", "params": {"rate": 0.3}}}],
    "layers": [{"name": "l1", "type": "lif", "size": 10, "params": {"tau": 4}}],
    "synapses": [{"name": "w", "type": "stdp", "from": "stim<i>", "to": "l1", "syn_type": "exc",
                  "weights": {"distribution": "uniform", "low": 0, "high": 1},
                  "params": {"tre": [0.5, 0.5], "tro": [0.5, 0.5], "rule_params": {"Ap": 0.1, "An": 0.1}}}],
    "record": [{"of": "stim<i>", "variable": "spikes", "name": "stim"}, {"of": "l1", "variable": "spikes"},
               {"of": "l1", "variable": "v"}, {"of": "w", "variable": "weights", "every": 100}],
    "run": [{"steps": 400}],
}


def write_images(folder, classes, side):
    """IDX files of `classes` samples: sample k is black but for row k, and of class k."""
    images = b"".join(bytes(255 if row == k else 0 for row in range(side) for _ in range(side)) for k in range(classes))
    header = lambda *sides: bytes([0, 0, 8, len(sides)]) + b"".join(n.to_bytes(4, "big") for n in sides)
    (folder / "images").write_bytes(header(classes, side, side) + images)
    (folder / "labels").write_bytes(header(classes) + bytes(range(classes)))


# Each of three units looks at one row of an image of 4 x 4 pixels; the third looks at the wrong one, so that it takes
# class 3 for its own, and nobody sees class 2.
LOOKS_AT = [0, 1, 3]
TRIALS = {
    "bouton": 1, "name": "trials",
    "data": [{"name": "d", "type": "idx", "params": {"images": "images", "labels": "labels"}}],
    "inputs": [{"name": "img", "size": 16, "source": {"type": "constant", "params": {"value": {"data": "images"}}}}],
    "layers": [{"name": "out", "type": "lif", "size": 4, "params": {"tau": 1, "v0": 1}}],
    "synapses": [{"name": "w", "type": "static", "from": "img", "to": "out",
                  "weights": [[2 if pixel // 4 == row else 0 for pixel in range(16)] for row in LOOKS_AT] + [[0] * 16]}],
    "record": [{"of": "w", "variable": "weights", "when": "end"}],
    "readout": {"of": "out", "rule": "spike_count"},
    "run": [{"name": "test", "trials": {"data": "d"}, "steps": 10, "learn": False}],
}


def many_spikes(steps):
    """About 1000 spikes in each step."""
    return {"bouton": 1, "name": "many", "record": [{"of": "x", "variable": "spikes"}], "run": [{"steps": steps}],
            "inputs": [{"name": "x", "size": 2000, "source": {"type": "poisson", "params": {"rate": 0.5}}}]}


def make_report(name, network):
    """Runs the network and returns the page and the lines of what was recorded first."""
    folder = FOLDER / name
    folder.mkdir()
    if "data" in network:
        write_images(folder, 4, 4)
    (folder / "network.json").write_text(json.dumps(network))
    subprocess.run([PROGRAM, "run", "network.json", "--out", "out", "--quiet", "--report"], cwd=folder, check=True)
    recorded = network["record"][0]
    file = folder / "out" / (recorded.get("name", recorded["of"] + "." + recorded["variable"]) + ".csv")
    return folder / "out" / "report.html", file


class Page(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        options = webdriver.ChromeOptions()
        for word in ("--headless=new", "--no-sandbox", "--disable-gpu", "--window-size=1200,900",
                     f"--user-data-dir={FOLDER / 'browser'}"):
            options.add_argument(word)
        options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
        cls.browser = webdriver.Chrome(service=Service("/usr/bin/chromedriver"), options=options)
        cls.small, cls.small_csv = make_report("small", SMALL)
        cls.million, cls.million_csv = make_report("million", many_spikes(1000))

    @classmethod
    def tearDownClass(cls):
        cls.browser.quit()

    def open(self, page):
        self.browser.set_window_size(1200, 900)
        self.browser.get(page.as_uri())
        self.wait("return bouton.ready && bouton.rasters.every(r => r.counts)")

    def tearDown(self):
        errors = [entry for entry in self.browser.get_log("browser") if entry["level"] in ("SEVERE", "WARNING")]
        self.assertEqual(errors, [])

    def wait(self, script):
        end = time.monotonic() + 20
        while not self.browser.execute_script(script):
            self.assertLess(time.monotonic(), end, "waited too long for: " + script)
            time.sleep(0.02)

    def run_script(self, script, *arguments):
        return self.browser.execute_script(script, *arguments)

    def settled(self):
        """Waits until what was asked for is drawn."""
        self.wait("return !bouton.axis.waits")

    def first_plot(self):
        return self.browser.find_element(By.CSS_SELECTOR, ".plot-area")

    def view(self):
        self.settled()
        return self.run_script("return bouton.axis.view")

    def spikes_between(self, begin, end):
        steps = [int(line.split(",")[0]) for line in self.small_csv.read_text().splitlines()[1:]]
        return sum(begin <= step * 0.5 < end for step in steps)

    def test_as_many_spikes_are_drawn_as_recorded(self):
        self.open(self.small)
        self.assertEqual(self.run_script("return bouton.rasters[0].drawn"), self.spikes_between(0, 1e9))
        # They are on the canvas, too: a page that counts and paints nothing would be found out.
        painted = self.run_script("return bouton.rasters[0].counts.reduce((sum, n) => sum + n, 0)")
        self.assertGreaterEqual(painted, self.spikes_between(0, 1e9))
        self.open(self.million)
        lines = len(self.million_csv.read_text().splitlines()) - 1
        self.assertGreater(lines, 990000)
        self.assertEqual(self.run_script("return bouton.rasters[0].drawn"), lines)
        self.assertIn("all of them shown", self.browser.find_element(By.CSS_SELECTOR, ".plot figcaption").text)

    def test_a_million_spikes_are_redrawn_quickly(self):
        self.open(self.million)
        took = self.run_script("""
            const begin = performance.now();
            for (let i = 0; i < 5; ++i) { bouton.axis.view = [i, 1000 - i]; bouton.rasters[0].draw(); }
            return (performance.now() - begin) / 5;""")
        print(f"a raster of a million spikes is drawn in {took:.0f} ms")
        self.assertLess(took, 500)  # here it takes a tenth of that; test machines are slow

    def test_more_spikes_than_a_page_holds_are_thinned_and_the_page_says_so(self):
        page, csv = make_report("more", many_spikes(2000))
        self.assertLess(page.stat().st_size, 10_000_000)
        self.open(page)
        caption = self.browser.find_element(By.CSS_SELECTOR, ".plot figcaption").text
        self.assertIn("Thinned out", caption)
        self.assertIn("one in 2 units", caption)
        even = sum(int(line.split(",")[1]) % 2 == 0 for line in csv.read_text().splitlines()[1:])
        self.assertEqual(self.run_script("return bouton.rasters[0].drawn"), even)

    def test_keys_zoom_and_move_and_all_plots_follow(self):
        self.open(self.small)
        full = self.view()
        self.first_plot().send_keys("+")
        view = self.view()
        self.assertAlmostEqual((view[1] - view[0]) / (full[1] - full[0]), 1 / 1.5)
        self.assertEqual(self.run_script("return bouton.rasters[0].drawn"), self.spikes_between(*view))
        self.assertEqual(self.run_script("return bouton.rasters[1].x.domain()"), view)
        self.assertEqual(self.run_script("return bouton.traces[0].x.domain()"), view)
        self.first_plot().send_keys(Keys.ARROW_RIGHT)
        self.assertGreater(self.view()[0], view[0])
        self.first_plot().send_keys(Keys.HOME)
        self.assertEqual(self.view(), full)

    def test_a_dragged_range_is_zoomed_into_and_a_double_click_shows_all(self):
        self.open(self.small)
        full, area = self.view(), self.first_plot()
        self.run_script("arguments[0].scrollIntoView({block: 'center'})", area)
        ActionChains(self.browser).move_to_element_with_offset(area, -100, 0).click_and_hold().move_by_offset(200, 0).release().perform()
        view = self.view()
        width = self.run_script("return bouton.rasters[0].width")
        self.assertAlmostEqual((view[1] - view[0]) / (full[1] - full[0]), 200 / width, delta=0.02)
        ActionChains(self.browser).double_click(area).perform()
        self.assertEqual(self.view(), full)

    def test_the_wheel_zooms_once_a_plot_is_selected_and_scrolls_before(self):
        self.open(self.small)
        full = self.view()
        wheel = ("arguments[0].dispatchEvent(new WheelEvent('wheel', {deltaY: -300, clientX: 600, clientY: 300, "
                 "bubbles: true, cancelable: true}))")
        self.run_script(wheel, self.first_plot())
        self.assertEqual(self.view(), full)
        self.run_script("arguments[0].focus()", self.first_plot())
        self.run_script(wheel, self.first_plot())
        view = self.view()
        self.assertLess(view[1] - view[0], full[1] - full[0])

    def test_the_pointer_tells_of_the_spike_below_it_and_all_plots_show_that_time(self):
        self.open(self.small)
        area = self.first_plot()
        self.run_script("arguments[0].scrollIntoView({block: 'center'})", area)
        step, unit = [int(word) for word in self.small_csv.read_text().splitlines()[50].split(",")]
        x, y = self.run_script("""
            const raster = bouton.rasters[0], box = raster.area.getBoundingClientRect();
            return [MARGIN.left + raster.x(arguments[0]) - box.width / 2,
                    MARGIN.top + raster.height - (arguments[1] + 0.5) * raster.height / 20 - box.height / 2];""",
                                step * 0.5, unit)
        ActionChains(self.browser).move_to_element_with_offset(area, round(x), round(y)).perform()
        readouts = [output.text for output in self.browser.find_elements(By.CSS_SELECTOR, ".plot .readout")]
        self.assertIn(f"spike of unit {unit} at {step * 0.5:g} ms", readouts[0])
        self.assertIn("Hz", readouts[1])
        self.assertEqual(self.run_script("return bouton.traces[0].line.attr('visibility')"), "visible")

    def test_nothing_is_loaded_and_texts_from_files_stay_texts(self):
        self.open(self.small)
        self.assertEqual(self.run_script("return performance.getEntriesByType('resource').map(e => e.name)"), [])
        self.assertEqual(self.browser.find_element(By.TAG_NAME, "h1").text, EVIL)
        self.assertEqual(self.browser.find_elements(By.TAG_NAME, "b"), [])
        self.assertIn("stim<i>", self.browser.find_element(By.CSS_SELECTOR, "#overview table").text)

    def test_what_was_run_and_what_came_out_stands_first(self):
        self.open(self.small)
        text = self.browser.find_element(By.ID, "overview").text
        for words in ("400 steps", "200 ms of activity", "Bouton", "seed", "processor", "l1"):
            self.assertIn(words, text)
        run = json.loads((self.small.parent / "run.json").read_text())
        self.assertIn(run["spike_hash"], text)

    def test_statistics_weights_and_files_are_there(self):
        self.open(self.small)
        text = self.browser.find_element(By.TAG_NAME, "main").text
        for words in ("rates", "intervals between spikes", "irregularity of units", "correlation of pairs",
                      "power spectrum", "weights before and after", "matrix, before", "matrix, after"):
            self.assertIn(words, text)
        details = self.browser.find_elements(By.TAG_NAME, "details")
        self.assertEqual(len(details), 2)
        self.run_script("arguments[0].open = true", details[1])
        self.assertIn('"bouton_run": 1', details[1].text)

    def test_trials_have_a_confusion_and_images_of_mistakes_and_of_what_units_see(self):
        page, _ = make_report("trials", TRIALS)
        self.open(page)
        cells = [cell.text for cell in self.browser.find_elements(By.CSS_SELECTOR, ".confusion-cell")]
        self.assertEqual(len(cells), 4 * 5)  # the last column counts what has no prediction
        self.assertEqual([cells[0], cells[6], cells[14], cells[17]], ["1"] * 4)
        self.assertIn("2 of 4 trials right (50 %)", self.browser.find_element(By.CSS_SELECTOR, ".confusion").text)
        pixels = """return [...document.querySelectorAll(arguments[0])].map(canvas =>
            [...canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height).data].filter((_, i) => i % 4 === 0))"""
        mistakes = self.run_script(pixels, "#learning canvas.image")
        labels = [label.text for label in self.browser.find_elements(By.CSS_SELECTOR, "#learning .picture figcaption")]
        self.assertEqual(labels, ["2 taken for none", "3 taken for 2"])
        bright = lambda image: {i // 4 for i, value in enumerate(image) if value > 200}
        self.assertEqual([bright(image) for image in mistakes], [{2}, {3}])
        seen = self.run_script(pixels, "#weights canvas.image")
        self.assertEqual(len(seen), 4)
        other = seen[3][0]
        self.assertEqual([{i // 4 for i, value in enumerate(image) if value != other} for image in seen],
                         [{row} for row in LOOKS_AT] + [set()])

    def test_the_network_is_drawn(self):
        self.open(self.small)
        self.assertIn("stim<i>", self.browser.find_element(By.CSS_SELECTOR, "#network svg").text)

    def test_a_narrow_screen_needs_no_scrolling_sideways(self):
        self.open(self.small)
        self.run_script("bouton.rasters[0].drawn = -1")
        self.browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride",
                                     {"width": 390, "height": 800, "deviceScaleFactor": 2, "mobile": True})
        try:
            self.wait("return bouton.rasters[0].drawn >= 0")
            self.assertLessEqual(self.run_script("return document.documentElement.scrollWidth"), 390)
            self.assertEqual(self.run_script("return bouton.rasters[0].drawn"), self.spikes_between(0, 1e9))
        finally:
            self.browser.execute_cdp_cmd("Emulation.clearDeviceMetricsOverride", {})

    def test_dark_pages_have_other_colours_and_paper_is_white(self):
        self.open(self.small)
        background = "return getComputedStyle(document.body).backgroundColor"
        self.assertEqual(self.run_script(background), "rgb(255, 255, 255)")
        self.browser.execute_cdp_cmd("Emulation.setEmulatedMedia",
                                     {"features": [{"name": "prefers-color-scheme", "value": "dark"}]})
        try:
            self.assertNotEqual(self.run_script(background), "rgb(255, 255, 255)")
            self.run_script("dispatchEvent(new Event('beforeprint'))")
            self.assertEqual(self.run_script(background), "rgb(255, 255, 255)")
            self.assertLessEqual(self.run_script("return bouton.rasters[0].canvas.getBoundingClientRect().right"), 1000)
            self.run_script("dispatchEvent(new Event('afterprint'))")
        finally:
            self.browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": []})

    def test_the_tab_key_reaches_plots_and_shows_where_it_is(self):
        self.open(self.small)
        for _ in range(60):
            self.browser.switch_to.active_element.send_keys(Keys.TAB)
            if "plot-area" in (self.browser.switch_to.active_element.get_attribute("class") or ""):
                break
        else:
            self.fail("60 times Tab led to no plot")
        outline = self.run_script("return getComputedStyle(document.activeElement).outlineStyle")
        self.assertEqual(outline, "solid")


if __name__ == "__main__":
    PROGRAM, FOLDER = str(pathlib.Path(sys.argv[1]).resolve()), pathlib.Path(sys.argv[2]).resolve()
    shutil.rmtree(FOLDER, ignore_errors=True)
    FOLDER.mkdir(parents=True)
    unittest.main(argv=sys.argv[:1] + sys.argv[3:])
