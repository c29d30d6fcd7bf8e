using System.Runtime.CompilerServices;

// Every struct and bool crosses as it stands in memory, so that a layout is what the tests compare and nothing else.
[assembly: DisableRuntimeMarshalling]
