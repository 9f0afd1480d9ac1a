// Minimum: Go 1.19
package main

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"syscall"
)

func main() {
	cmd := exec.Command("sh", "-c", "exit 3")
	if err := cmd.Start(); err != nil {
		panic(err)
	}
	fmt.Println("Cmd.Wait:", cmd.Wait())
	fmt.Println("Cmd.Wait again:", cmd.Wait())

	process, err := os.StartProcess("/bin/sh", []string{"sh", "-c", "exit 3"}, &os.ProcAttr{})
	if err != nil {
		panic(err)
	}
	state, err := process.Wait()
	fmt.Println("Process.Wait:", state, err)
	// Go 1.19 says "waitid: no child processes", and Go 1.23 "wait: no child processes".
	state, err = process.Wait()
	fmt.Println("Process.Wait again:", state, "- is ECHILD:", errors.Is(err, syscall.ECHILD))
}
