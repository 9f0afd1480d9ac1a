// Minimum: Go 1.19
package main

import (
	"bufio"
	"fmt"
	"os"
	"os/exec"
	"os/signal"
)

// The shim asks to hear of SIGKILL, so that it can print its stacks.
func shim() {
	asked := make(chan os.Signal, 1)
	signal.Notify(asked, os.Interrupt, os.Kill)
	fmt.Println("ready")
	fmt.Println("handler: got", <-asked)
}

func main() {
	if len(os.Args) > 1 {
		shim()
		return
	}
	command := exec.Command(os.Args[0], "shim")
	out, _ := command.StdoutPipe()
	if err := command.Start(); err != nil {
		panic(err)
	}
	lines := bufio.NewScanner(out)
	lines.Scan()
	_ = command.Process.Kill()
	for lines.Scan() {
		fmt.Println(lines.Text())
	}
	fmt.Println("the shim ended:", command.Wait())
}
