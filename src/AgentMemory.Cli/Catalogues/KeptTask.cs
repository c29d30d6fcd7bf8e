using System.Globalization;
using AgentMemory.Core.Tasks;

namespace AgentMemory.Cli.Catalogues;

/// <summary>The name under which what is learnt of a task is kept and found again.</summary>
internal static class KeptTask
{
    /// <summary>The task must stay the same from run to run while its episodes change, so a seed that is left out is the default one.</summary>
    public static string NameOf(string name, ITaskCatalogue catalogue)
    {
        var (task, family) = (TaskParameters.Parse(name), catalogue.FamilyOf(name));
        return family is null || family.SeedOf(task) is not null
            ? name
            : family.WithSeed(task, ulong.Parse(TaskParameter.Seed.Default, CultureInfo.InvariantCulture))?.ToString() ?? name;
    }
}
