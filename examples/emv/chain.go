package main

const odaHelp = ""

func runODA(c *call) error { return nil }

const readHelp = ""

func runRead(c *call) error { return nil }

const reportHelp = ""

func runReport(c *call) error           { return nil }
func writeReport(string, *result) error { return nil }
