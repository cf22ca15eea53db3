package main

const (
	reportHelp = ""
)

func runReport(c *call) error           { return nil }
func writeReport(string, *result) error { return nil }
