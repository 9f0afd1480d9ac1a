// Minimum: Go 1.19
package main

import (
	"fmt"
	"runtime"
)

func main() {
	runtime.GOMAXPROCS(1)
	go func() {
		for {
		}
	}()
	runtime.Gosched() // the loop has the only processor now
	fmt.Println("main came back")
}
