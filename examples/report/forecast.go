package main

import (
	"math"
	"slices"
	"time"
)

const (
	season      = 7
	leastDays   = 4 * season // of history, before a forecast is made
	backDays    = 2 * season // of the back test
	aheadDays   = 2 * season
	mostDays    = 4000 // of a series
	dayFormat   = "2006-01-02"
	ninetyFive  = 1.645 // standard deviations for 95 per cent, one-sided
	forecastFit = 5     // values tried for each of the three weights
)

// A series has a number for each day, in minor units.
type series map[string]float64

func (s series) add(day string, minor int64) {
	if _, there := s[day]; there || len(s) < mostDays {
		s[day] += float64(minor)
	}
}

// days are the series' days without a gap: a day on which nothing happened has nothing.
func (s series) days() (first time.Time, values []float64) {
	var names []string
	for name := range s {
		names = append(names, name)
	}
	if len(names) == 0 {
		return first, nil
	}
	slices.Sort(names)
	first, _ = time.Parse(dayFormat, names[0])
	last, _ := time.Parse(dayFormat, names[len(names)-1])
	for d := first; !d.After(last) && len(values) < mostDays; d = d.AddDate(0, 0, 1) {
		values = append(values, s[d.Format(dayFormat)])
	}
	return first, values
}

// A smoother is exponential smoothing with a weekly season, additive (Holt and Winters): level, trend and what each day of the week is above it.
type smoother struct {
	alpha, beta, gamma float64
	level, trend       float64
	week               [season]float64
	n                  int
}

// begin takes two weeks to start from.
func (s *smoother) begin(values []float64) {
	first, second := mean(values[:season]), mean(values[season:2*season])
	s.level, s.trend = second, (second-first)/season
	for i := range s.week {
		s.week[i] = (values[i] - first + values[season+i] - second) / 2
	}
	s.n = 2 * season
}

// ahead is the forecast of the day so many days on, 1 for the next. No day brings less than nothing.
func (s *smoother) ahead(days int) float64 {
	return max(s.level+float64(days)*s.trend+s.week[(s.n+days-1)%season], 0)
}

// take learns a day.
func (s *smoother) take(v float64) {
	day := &s.week[s.n%season]
	level := s.alpha*(v-*day) + (1-s.alpha)*(s.level+s.trend)
	s.trend = s.beta*(level-s.level) + (1-s.beta)*s.trend
	*day = s.gamma*(v-level) + (1-s.gamma)**day
	s.level = level
	s.n++
}

// fit gives the smoother whose forecasts of the next day were nearest, over all of the values, and their standard error.
func fit(values []float64) (best smoother, deviation float64) {
	least := math.Inf(1)
	weights := [forecastFit]float64{0.05, 0.1, 0.2, 0.4, 0.7}
	for _, alpha := range weights {
		for _, beta := range [...]float64{0, 0.02, 0.1} {
			for _, gamma := range weights {
				s := smoother{alpha: alpha, beta: beta, gamma: gamma}
				s.begin(values)
				var squares float64
				for _, v := range values[2*season:] {
					e := v - s.ahead(1)
					squares += e * e
					s.take(v)
				}
				if squares < least {
					least, best = squares, s
				}
			}
		}
	}
	return best, math.Sqrt(least / float64(max(len(values)-2*season, 1)))
}

// A Forecast is what the days to come are expected to bring, in minor units, and how well the same method would have done before.
type Forecast struct {
	Of       string     `json:"of"`       // cash or takings
	Currency string     `json:"currency"` //
	Exponent int32      `json:"exponent"` //
	First    string     `json:"first"`    // day of History
	History  []int64    `json:"history"`  // a number for each day
	Days     []Expected `json:"days"`     // to come
	Week     int64      `json:"week"`     // the next seven days together
	Enough   int64      `json:"enough"`   // for them with a probability of 95 per cent: the cash to be loaded
	// BackTested is the mean error for a day, forecast up to a week ahead, in the last two weeks: of this method, and of taking the same day of the week before.
	BackTested int64 `json:"backTested"`
	Naive      int64 `json:"naive"`
}

// Expected is the forecast for a day.
type Expected struct {
	Day   string `json:"day"`
	Minor int64  `json:"minor"`
}

// newForecast makes a forecast; false where the history is too short.
func newForecast(of string, s series) (f Forecast, ok bool) {
	first, values := s.days()
	if len(values) < leastDays+backDays {
		return f, false
	}
	f = Forecast{Of: of, First: first.Format(dayFormat)}
	for _, v := range values {
		f.History = append(f.History, int64(math.Round(v)))
	}
	f.BackTested, f.Naive = backTest(values)
	s2, deviation := fit(values)
	var week float64
	for i := range aheadDays {
		v := s2.ahead(i + 1)
		if i < season {
			week += v
		}
		f.Days = append(f.Days, Expected{first.AddDate(0, 0, len(values)+i).Format(dayFormat), int64(math.Round(v))})
	}
	f.Week = int64(math.Round(week))
	f.Enough = int64(math.Ceil(week + ninetyFive*deviation*math.Sqrt(season)))
	return f, true
}

// backTest forecasts each of the last two weeks from what was known before it.
func backTest(values []float64) (ours, naive int64) {
	var a, b float64
	for at := len(values) - backDays; at < len(values); at += season {
		s, _ := fit(values[:at])
		for i := range season {
			a += math.Abs(values[at+i] - s.ahead(i+1))
			b += math.Abs(values[at+i] - values[at+i-season])
		}
	}
	return int64(math.Round(a / backDays)), int64(math.Round(b / backDays))
}

func mean(values []float64) float64 {
	var total float64
	for _, v := range values {
		total += v
	}
	return total / float64(len(values))
}
