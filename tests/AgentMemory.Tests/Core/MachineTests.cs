using AgentMemory.Core.Machine;
using AgentMemory.Testing;

namespace AgentMemory.Tests.Core;

public sealed class MachineTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void The_tightest_limit_of_the_groups_above_counts_with_the_pages_that_would_be_given_back()
    {
        Group("v2/a", "memory.max", "1000", "memory.current", "900", "inactive_file 50");
        Group("v2/a/b", "memory.max", "max", "memory.current", "700", "inactive_file 0");
        Assert.Equal(150, ControlGroup.AvailableBytes(Membership("0::/a/b"), _folder["v2"]));
    }

    [Fact]
    public void The_first_version_of_groups_is_understood()
    {
        Group("v1/memory/box", "memory.limit_in_bytes", "5000", "memory.usage_in_bytes", "1000", "total_inactive_file 500");
        Assert.Equal(4_500, ControlGroup.AvailableBytes(Membership("4:memory:/box\n2:cpu:/\n0::/"), _folder["v1"]));
    }

    [Fact]
    public void Without_a_limit_there_is_none()
    {
        Assert.Null(ControlGroup.AvailableBytes(Membership("0::/"), _folder["nothing"]));
        Assert.Null(ControlGroup.AvailableBytes(_folder["not-there"], _folder["nothing"]));
    }

    [Fact]
    public void The_disk_of_a_folder_that_is_yet_to_be_made_is_known() =>
        Assert.True(MachineDisk.AvailableBytes(_folder["a/b/c.gguf"]) > 0);

    [Fact]
    public void Busy_cores_are_counted_without_this_process()
    {
        // user nice system idle iowait irq softirq steal guest guest_nice: of 20 ticks on each of two cores 21 were busy.
        const string Before = "cpu  100 0 100 1000 50 0 0 0 7 0\ncpu0 50 0 50 500 25 0 0 0 7 0\ncpu1 50 0 50 500 25 0 0 0 0 0\nintr 12\n";
        const string After = "cpu  115 1 103 1016 53 0 0 2 9 0\ncpu0 50 0 50 500 25 0 0 0 7 0\ncpu1 50 0 50 500 25 0 0 0 0 0\nintr 12\n";
        Assert.Equal(21 / 40.0 * 2, MachineLoad.BusyCores(Before, After, TimeSpan.Zero), 9);
        Assert.Equal(11 / 40.0 * 2, MachineLoad.BusyCores(Before, After, TimeSpan.FromMilliseconds(100)), 9);
        Assert.Equal(0, MachineLoad.BusyCores(Before, After, TimeSpan.FromSeconds(1)));
    }

    [Theory]
    [InlineData("", "")]
    [InlineData("cpu  0 0 0 0\ncpu0 0 0 0 0\n", "cpu  0 0 0 0\ncpu0 0 0 0 0\n")]
    [InlineData("cpu  9 9 9 9\n", "cpu  1 1 1 1\n")]
    [InlineData("nonsense", "cpu  a b c\ncpu0\n")]
    public void Figures_that_say_nothing_mean_an_idle_machine(string before, string after) =>
        Assert.Equal(0, MachineLoad.BusyCores(before, after, TimeSpan.Zero));

    private string Membership(string text)
    {
        File.WriteAllText(_folder["cgroup"], text + "\n");
        return _folder["cgroup"];
    }

    private void Group(string path, string limit, string most, string usage, string used, string pages)
    {
        Directory.CreateDirectory(_folder[path]);
        File.WriteAllText(_folder[$"{path}/{limit}"], most + "\n");
        File.WriteAllText(_folder[$"{path}/{usage}"], used + "\n");
        File.WriteAllText(_folder[$"{path}/memory.stat"], $"anon 1\n{pages}\nfile 2\n");
    }
}
