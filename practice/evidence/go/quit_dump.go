// Minimum: Go 1.19
package main

import (
	"bufio"
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"os/signal"
	"strings"
	"syscall"
)

// The shim: it has a handler that prints stacks, and it waits.
func shim(signals ...os.Signal) {
	asked := make(chan os.Signal, 1)
	signal.Notify(asked, signals...)
	fmt.Println("ready")
	fmt.Println("handler: got", <-asked, "and the shim lives on")
}

// Starts a shim, sends it SIGQUIT, and tells what became of it.
func quit(how string) {
	command := exec.Command(os.Args[0], how)
	var errors bytes.Buffer
	command.Stderr = &errors
	out, _ := command.StdoutPipe()
	if err := command.Start(); err != nil {
		panic(err)
	}
	lines := bufio.NewScanner(out)
	lines.Scan()
	_ = command.Process.Signal(syscall.SIGQUIT)
	fmt.Println("notify for", how+":")
	for lines.Scan() {
		fmt.Println("  ", lines.Text())
	}
	_ = command.Wait()
	if first, _, found := strings.Cut(errors.String(), "\n"); found {
		fmt.Println("   stderr:", first)
	}
	fmt.Println("   exit status", command.ProcessState.ExitCode())
}

func main() {
	if len(os.Args) == 1 {
		quit("Interrupt")
		quit("QUIT")
		return
	}
	if os.Args[1] == "QUIT" {
		shim(syscall.SIGQUIT)
	} else {
		shim(os.Interrupt)
	}
}
