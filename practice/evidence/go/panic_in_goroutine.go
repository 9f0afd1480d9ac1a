// Minimum: Go 1.19
package main

import "fmt"

func main() {
	defer fmt.Println("main cleaned up")
	fmt.Println("start")
	go func() { panic("publish failed") }()
	select {}
}
