// Package browser opens the report page of examples/emv in a real browser.
package browser

import (
	"context"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
)

// A watch collects what a page must not do.
type watch struct {
	mu       sync.Mutex
	complain []string
}

func (w *watch) say(s string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.complain = append(w.complain, s)
}

func (w *watch) event(ev any) {
	switch ev := ev.(type) {
	case *runtime.EventConsoleAPICalled:
		if ev.Type == runtime.APITypeError || ev.Type == runtime.APITypeWarning {
			w.say("console: " + string(ev.Type))
		}
	case *runtime.EventExceptionThrown:
		w.say("exception: " + ev.ExceptionDetails.Text)
	case *network.EventRequestWillBeSent:
		if url := ev.Request.URL; !strings.HasPrefix(url, "file://") && !strings.HasPrefix(url, "data:") {
			w.say("request: " + url)
		}
	}
}

// page makes the report of a purchase on a virtual card and gives its address.
func page(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	run := func(args ...string) {
		t.Helper()
		cmd := exec.Command(args[0], args[1:]...)
		cmd.Dir = filepath.Join("..", "..")
		if out, err := cmd.CombinedOutput(); err != nil {
			t.Fatalf("%v: %v\n%s", args, err, out)
		}
	}
	emv, talk, html := filepath.Join(dir, "emv"), filepath.Join(dir, "purchase.txt"), filepath.Join(dir, "purchase.html")
	run("go", "build", "-o", emv, "./examples/emv")
	run(emv, "txn", "-card", "full", "-amount", "12.34", "-record", talk)
	run(emv, "report", talk, "-o", html)
	return "file://" + html
}

func TestReportPage(t *testing.T) {
	url := page(t)
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
		var details, closed, opened int
		var scroll, client int64
		var text string
		err := chromedp.Run(ctx,
			network.Enable(), runtime.Enable(),
			emulation.SetDeviceMetricsOverride(width, 900, 1, width < 800),
			chromedp.Navigate(url),
			chromedp.Evaluate(`document.querySelectorAll("details").length`, &details),
			chromedp.Evaluate(`document.querySelectorAll("details:not([open])").length`, &closed),
			chromedp.Evaluate(`(() => { const d = document.querySelector("details:not([open])"); d.scrollIntoView(); d.querySelector("summary").click(); return d.open ? 1 : 0 })()`, &opened),
			chromedp.Evaluate(`document.documentElement.scrollWidth`, &scroll),
			chromedp.Evaluate(`document.documentElement.clientWidth`, &client),
			chromedp.Evaluate(`document.body.innerText`, &text),
		)
		if err != nil {
			t.Fatal(err)
		}
		if details < 20 || closed == 0 || opened != 1 {
			t.Errorf("%d px: %d exchanges to open, %d closed, opened %d", width, details, closed, opened)
		}
		if scroll > client {
			t.Errorf("%d px: the page is %d px wide and scrolls sideways", width, scroll)
		}
		if !strings.Contains(strings.ToLower(text), "approved") || strings.Contains(text, "5413330089020011") {
			t.Errorf("%d px: no outcome, or a whole PAN", width)
		}
		for _, s := range w.complain {
			t.Errorf("%d px: %s", width, s)
		}
	}
}
