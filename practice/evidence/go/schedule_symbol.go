// Minimum: Go 1.19
package main

import (
	"fmt"
	"os"
	"os/exec"
	"strings"
)

func main() {
	own, err := os.Executable()
	if err != nil {
		panic(err)
	}
	ours, err := exec.Command("go", "tool", "nm", own).Output()
	if err != nil {
		panic(err)
	}
	kernel, err := os.ReadFile("/proc/kallsyms")
	if err != nil {
		panic(err)
	}
	has := func(text []byte, name string) bool { return strings.Contains(string(text), " "+name+"\n") }
	fmt.Println("runtime.schedule in this program:", has(ours, "runtime.schedule"))
	fmt.Println("runtime.schedule in the kernel:  ", has(kernel, "runtime.schedule"))
	fmt.Println("the kernel's own schedule:       ", has(kernel, "schedule"))
}
