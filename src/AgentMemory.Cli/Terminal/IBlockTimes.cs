namespace AgentMemory.Cli.Terminal;

/// <summary>How long blocks take, for telling the time that is left. An estimate made before the run can stand behind it too.</summary>
internal interface IBlockTimes
{
    /// <summary>The time that one block of a learner is expected to take; null where nothing is known of it.</summary>
    /// <param name="learner">As the plan names it.</param>
    /// <param name="block">From 0.</param>
    TimeSpan? Expected(string learner, int block);
}
