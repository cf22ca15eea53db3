package browser

import (
	"context"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
)

// The page of examples/report opens, draws its charts, filters them, asks nobody for anything and complains about nothing.
func TestTransactionsPage(t *testing.T) {
	html := filepath.Join(t.TempDir(), "report.html")
	cmd := exec.Command("go", "run", "-C", filepath.Join("..", "..", "examples", "report"), ".", "-simulate", "5000", "-format", "page", "-o", html)
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	options := append(chromedp.DefaultExecAllocatorOptions[:], chromedp.NoSandbox, chromedp.Flag("disable-quic", true),
		chromedp.Flag("disable-component-update", true), chromedp.Flag("disable-sync", true))
	allocator, cancel := chromedp.NewExecAllocator(context.Background(), options...)
	defer cancel()
	for _, width := range []int64{390, 1280} { // a phone, a desk
		ctx, cancel := chromedp.NewContext(allocator)
		defer cancel()
		ctx, cancel = context.WithTimeout(ctx, time.Minute)
		defer cancel()
		w := &watch{}
		chromedp.ListenTarget(ctx, w.event)
		var bars, drawn, schemes, filtered, shown int
		var all, visa, again, text string
		var scroll, client int64
		var cut, small int // parts that scroll sideways, texts of a chart below ten pixels
		const number = `document.querySelector("#facts b").textContent`
		choose := func(name, value string) chromedp.Action {
			return chromedp.Evaluate(`(() => { const s = document.getElementById("filter-`+name+`"); s.value = "`+value+`"; s.dispatchEvent(new Event("change")); return 1 })()`, new(int))
		}
		err := chromedp.Run(ctx,
			network.Enable(), runtime.Enable(),
			emulation.SetDeviceMetricsOverride(width, 900, 1, width < 800),
			chromedp.Navigate("file://"+html),
			chromedp.Evaluate(`document.querySelectorAll("svg").length`, &drawn),
			chromedp.Evaluate(`[...document.querySelectorAll("#daily rect")].filter(r => r.getBoundingClientRect().height > 1).length`, &bars),
			chromedp.Evaluate(`document.querySelectorAll("#scheme .row").length`, &schemes),
			chromedp.Evaluate(number, &all),
			choose("scheme", "=Visa"),
			chromedp.Evaluate(number, &visa),
			chromedp.Evaluate(`document.querySelectorAll("#scheme .row").length`, &filtered),
			choose("interface", "=stripe"),
			chromedp.Evaluate(`document.querySelectorAll("#interface .row").length`, &shown),
			chromedp.Evaluate(`(() => { document.querySelector("button").click(); return 1 })()`, new(int)),
			chromedp.Evaluate(number, &again),
			chromedp.Evaluate(`[...document.querySelectorAll(".scroll")].filter(s => s.scrollWidth > s.clientWidth).length`, &cut),
			chromedp.Evaluate(`[...document.querySelectorAll("svg text")].filter(t => t.getBoundingClientRect().height < 10).length`, &small),
			chromedp.Evaluate(`document.documentElement.scrollWidth`, &scroll),
			chromedp.Evaluate(`document.documentElement.clientWidth`, &client),
			chromedp.Evaluate(`document.body.innerText`, &text),
		)
		if err != nil {
			t.Fatal(err)
		}
		if drawn != 3 || bars < 70 || schemes != 6 || all != "5,000" {
			t.Errorf("%d px: %d charts, %d bars of a day, %d schemes, %s transactions", width, drawn, bars, schemes, all)
		}
		if visa == all || filtered != 1 || shown != 1 || again != all {
			t.Errorf("%d px: filtered: %s of %s transactions, %d schemes, %d interfaces; reset: %s", width, visa, all, filtered, shown, again)
		}
		if cut > 0 || small > 0 {
			t.Errorf("%d px: %d tables are cut at the side, %d texts of charts are too small to read", width, cut, small)
		}
		if scroll > client {
			t.Errorf("%d px: the page is %d px wide and scrolls sideways", width, scroll)
		}
		if !strings.Contains(text, "the next seven days") {
			t.Errorf("%d px: no forecast", width)
		}
		for _, s := range w.complain {
			t.Errorf("%d px: %s", width, s)
		}
	}
}
