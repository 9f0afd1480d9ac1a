// Minimum: Go 1.19

// Package helper is a twin of the bug in Go, to read beside the Rust: the same promise, the same missing case. It is
// written for this workbook.
package helper

import (
	"errors"
	"os/exec"
)

// Run runs a helper to its end, and says how it ended. ExitCode is -1 for a process that a signal ended.
func Run(cmd *exec.Cmd) (int, error) {
	err := cmd.Run()
	var exit *exec.ExitError
	if err != nil && !errors.As(err, &exit) {
		return 0, err
	}
	if code := cmd.ProcessState.ExitCode(); code > 0 {
		return code, nil
	}
	return 0, nil
}
