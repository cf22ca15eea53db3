package c8

// The schedules of Process C, by name.
var Schedules = map[string]schedule{"promptly": promptly, "when idle": whenIdle, "lazy": lazy, "eager": eager, "by turns": byTurns}

// Scheduled is a kernel whose Process C works by another schedule.
func Scheduled(name string) Kernel { return Kernel{schedule: Schedules[name]} }

// Served counts the signals that Process C serves, by kind, until it is told to stop.
func Served(count *[10]int) (stop func()) {
	real := serve
	for kind := range serve {
		serve[kind] = func(c *processC, r *request) { count[kind]++; real[kind](c, r) }
	}
	return func() { serve = real }
}

// The kinds of a request for the certificates and the blinding factor.
const (
	IssuerCertificate = processIssuerCertificate
	ICCCertificate    = processICCCertificate
	BlindingFactor    = processBlindingFactor
)
