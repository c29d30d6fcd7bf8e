using AgentMemory.Core;

namespace AgentMemory.Experiments.Probes;

/// <summary>All probes, in the order in which they are asked.</summary>
public static class ProbeList
{
    /// <summary>Cheap and basic ones first.</summary>
    public static IReadOnlyList<IProbe> All { get; } =
    [
        new LegalReplies(),
        new NoteLines(),
        new ContextGain(),
        new NotesGain(),
        new WindowRecall(),
        new RetrievalRecall(),
        new WeightsGain(),
    ];

    /// <summary>The probe of a name.</summary>
    /// <exception cref="UserErrorException">There is none.</exception>
    public static IProbe Named(string name) => All.FirstOrDefault(probe => probe.Name == name)
        ?? throw new UserErrorException($"there is no probe \"{name}\"; the probes are {string.Join(", ", All.Select(p => p.Name))}");

    /// <summary>Puts each to the model in turn, with empty caches.</summary>
    public static IEnumerable<ProbeAnswer> Ask(IEnumerable<IProbe> probes, ProbeRoom room, CancellationToken cancellation)
    {
        foreach (var probe in probes)
        {
            room.Model.Forget();
            var began = room.Time.GetTimestamp();
            var figures = probe.Measure(room, cancellation);
            yield return new ProbeAnswer(probe.Name, probe.Question, figures, room.Time.GetElapsedTime(began));
        }
    }
}
