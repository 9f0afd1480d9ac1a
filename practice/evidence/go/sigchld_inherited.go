// Minimum: Go 1.19
package main

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"os/signal"
	"syscall"
)

func run() string {
	err := exec.Command("sh", "-c", "exit 3").Run()
	if errors.Is(err, syscall.ECHILD) {
		return "ECHILD"
	}
	return fmt.Sprint(err)
}

func main() {
	if len(os.Args) > 1 {
		// This process began with SIGCHLD ignored. Go's runtime has installed its own handler.
		fmt.Println("a Go program that inherits it:", run())
		return
	}
	signal.Ignore(syscall.SIGCHLD)
	fmt.Println("a Go program that ignores it:", run())
	self, err := os.Executable()
	if err != nil {
		panic(err)
	}
	panic(syscall.Exec(self, []string{self, "again"}, os.Environ()))
}
