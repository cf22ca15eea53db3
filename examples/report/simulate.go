package main

import (
	"encoding/json"
	"fmt"
	"io"
	"math"
	"math/rand/v2"
	"time"
)

// simulated is how a made-up terminal is used.
type simulated struct {
	kind string // shop or atm
	n    int
	seed uint64
}

// One brand's share of the cards, and what it is like at the counter.
var brands = []struct {
	aid, kernel string
	share       float64
	tap         float64 // milliseconds
}{
	{"A0000000041010", "C-2", 0.34, 320},
	{"A0000000031010", "C-3", 0.31, 210},
	{"A000000333010101", "C-7", 0.2, 260},
	{"A000000025010801", "C-4", 0.06, 380},
	{"A0000000651010", "C-5", 0.04, 400},
	{"A0000001523010", "C-6", 0.05, 290},
}

// write writes the entries of a made-up terminal, JSON Lines in order of time: two months, with a week's and a day's rhythm. The same seed gives the same.
// They are made up: no card, kernel or host had a part in them.
func (s simulated) write(w io.Writer) error {
	random := rand.New(rand.NewPCG(s.seed, 2)) //nolint:gosec // made-up transactions
	out := json.NewEncoder(w)
	const days = 63
	weights, total := make([]float64, days), 0.0
	for d := range days {
		weights[d] = (1 + 0.45*math.Sin(2*math.Pi*float64(d)/7)) * (1 + 0.003*float64(d)) * (0.9 + 0.2*random.Float64())
		total += weights[d]
	}
	start := time.Date(2026, 5, 1, 0, 0, 0, 0, time.FixedZone("", 8*3600))
	var number uint64
	for d := range days {
		count := int(math.Round(float64(s.n) * weights[d] / total))
		if d == days-1 {
			count = s.n - int(number)
		}
		for i := 0; i < count && int(number) < s.n; i++ {
			number++
			at := start.AddDate(0, 0, d).Add(time.Duration((8 + 13*float64(i)/float64(max(count, 1))) * float64(time.Hour)))
			if err := out.Encode(s.entry(random, number, at)); err != nil {
				return err
			}
		}
	}
	return nil
}

func (s simulated) entry(random *rand.Rand, number uint64, at time.Time) map[string]any {
	brand := brands[0]
	for pick, i := random.Float64(), 0; i < len(brands); i++ {
		if brand = brands[i]; pick < brand.share {
			break
		}
		pick -= brand.share
	}
	minor := int64(math.Exp(6.5+1.1*random.NormFloat64())) + 100
	e := map[string]any{
		"number": number, "time": at.Format(time.RFC3339), "aid": brand.aid, "kernel": brand.kernel, "interface": "contactless", "purpose": "purchase",
		"outcome": "online request", "approved": true, "authorised": "online", "arc": "00", "reason": "", "reversal": "", "cvm": "NO CVM REQUIRED", "currency": "CNY", "cash": "0.00",
		"tvr": "0000000000", "oda": map[string]string{"method": "", "result": ""}, "exchanges": 5, "customer": fmt.Sprintf("%016X", uint64(random.IntN(max(s.n/6, 20)))*0x9E3779B97F4A7C15),
		"tapMicros": int64(1000 * brand.tap * math.Exp(0.25*random.NormFloat64())), "de55": "",
	}
	if minor > 10_000 {
		e["cvm"] = "ONLINE PIN ENTERED"
	}
	if s.kind == "atm" {
		e["purpose"], e["cvm"], minor = "cash", "ONLINE PIN ENTERED", int64(1+random.IntN(20))*10_000
	}
	switch pick := random.Float64(); {
	case pick < 0.15:
		e["interface"], e["kernel"], e["exchanges"], e["tvr"] = "contact", "contact", 18, "0000008000"
	case pick < 0.16:
		e["interface"], e["kernel"], e["tapMicros"], e["de55"] = "stripe", "", 0, "9F390180"
	case pick < 0.4 && s.kind != "atm":
		e["outcome"], e["authorised"], e["arc"] = "approved", "offline", "Y1"
		e["oda"] = map[string]string{"method": "CDA", "result": "ok"}
	}
	switch pick := random.Float64(); {
	case pick < 0.04:
		e["outcome"], e["approved"], e["authorised"], e["arc"] = "declined", false, "nobody", []string{"05", "51", "61"}[random.IntN(3)]
	case pick < 0.05:
		e["outcome"], e["approved"], e["authorised"], e["reason"] = "try again", false, "nobody", "no response to READ RECORD"
	case pick < 0.058:
		e["reversal"] = "response lost"
	case pick < 0.07 && s.kind != "atm":
		e["purpose"] = "refund"
	}
	e["amount"] = fmt.Sprintf("%d.%02d", minor/100, minor%100)
	return e
}
