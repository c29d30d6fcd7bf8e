using System.Globalization;
using AgentMemory.Cli;
using AgentMemory.Cli.Chat;
using AgentMemory.Cli.Processes;

CultureInfo.DefaultThreadCurrentCulture = CultureInfo.InvariantCulture;
CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
SpinBound.Ensure(args);
// Never disposed of: a signal that comes while the process is ending must find its handler, or the runtime would end with a code of its own.
var interruption = new Interruption();
Console.SetIn(new CancellableInput(Console.In, interruption.Token));
return CommandProgram.Run(args, interruption.Token);
