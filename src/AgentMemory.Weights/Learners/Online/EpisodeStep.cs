using AgentMemory.Core;
using AgentMemory.Training;

namespace AgentMemory.Weights;

/// <summary>The step that follows an episode: its replies weighted against earlier episodes, and a share of those replayed.</summary>
internal sealed class EpisodeStep
{
    private readonly WeightsTools _tools;
    private readonly EpisodeLearnerSettings _settings;

    public EpisodeStep(WeightsTools tools, EpisodeLearnerSettings settings)
    {
        _tools = tools;
        _settings = settings;
    }

    /// <summary>Writes experience, adapter and moments into the request's folder.</summary>
    /// <returns>What it took; no remark where nothing was to be learnt and the adapter stayed as it was.</returns>
    public (Cost Cost, string? Remark) Take(
        StudyRequest request, IReadOnlyList<WornWeights> worn, string adapterName, CancellationToken cancellation)
    {
        var before = AdapterWearing.Lessons(request.Before);
        Lesson[] fresh = [.. request.Experience.Select(e => Lesson.Of(e, AdapterWearing.ShownAtExam(request, e.TaskId)))];
        Lesson[] known = [.. before, .. fresh];
        Lesson.Write(In(request, AdapterWearing.ExperienceName), Lesson.Latest(known, _settings.Replay.EpisodesMax));
        var writer = new LessonWriter(_tools, _settings.Weighting);
        var now = writer.Weighted(fresh, known);
        Sample[] replay = [.. writer.Weighted(before, known).Where(s => s.Advantage > 0).Select(s => s.Sample)];
        if (now.Count == 0)
        {
            AdapterWearing.Carry(request, adapterName);
            AdapterWearing.Carry(request, AdapterWearing.StateName);
            return (Cost.None, null);
        }

        var done = new AdapterStudy(_tools, _settings.Study with { GoesOn = true }).Train(
            new StudyMaterial
            {
                Lessons = [.. now.Select(s => s.Sample)],
                Replay = replay,
                Earlier = AdapterWearing.FileOf(request.Before, adapterName),
                EarlierState = AdapterWearing.FileOf(request.Before, AdapterWearing.StateName),
                Worn = worn,
                Rng = request.Rng,
            },
            In(request, adapterName),
            In(request, AdapterWearing.StateName),
            cancellation);
        var remark = FormattableString.Invariant($"{done.Steps} steps so far, loss {done.FirstLoss:F3} to {done.LastLoss:F3}");
        return (done.Cost, remark);
    }

    private static string In(StudyRequest request, string name) => System.IO.Path.Combine(request.Folder, name);
}
