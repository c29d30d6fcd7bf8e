using System.Globalization;
using AgentMemory.Cli;
using AgentMemory.Cli.Chat;
using AgentMemory.Cli.Processes;

CultureInfo.DefaultThreadCurrentCulture = CultureInfo.InvariantCulture;
CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
SpinBound.Ensure(args);
using var interruption = new Interruption();
Console.SetIn(new CancellableInput(Console.In, interruption.Token));
return CommandProgram.Run(args, interruption.Token);
