package c8

// The schedules of Process C, by name.
var Schedules = map[string]schedule{"when idle": whenIdle, "lazy": lazy, "eager": eager, "by turns": byTurns}

// Scheduled is a kernel whose Process C works by another schedule.
func Scheduled(name string) Kernel { return Kernel{schedule: Schedules[name]} }
