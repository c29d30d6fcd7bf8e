using System.Text.Json;
using AgentMemory.Core;
using AgentMemory.Core.Learners;
using AgentMemory.Core.Lives;
using AgentMemory.Core.Models;
using AgentMemory.Core.Play;
using AgentMemory.Core.Tasks;
using AgentMemory.Learners.Weights.Study;
using AgentMemory.Training.Batches;

namespace AgentMemory.Learners.Weights.LoraRead;

/// <summary>
/// Learns from documents rather than from play: an adapter is trained on lessons that the model writes about them itself, each
/// checked against its document (Akyürek et al. 2024; Zweiger et al. 2025, "SEAL"; Lampinen et al. 2025: inferences made in
/// context help what is trained). Plain next-token training on the documents is a setting. Practice only tells which task is on.
/// </summary>
public sealed class LoraReadLearner : ILearner, IAdapted
{
    private const string LessonsName = "read.jsonl";
    private readonly WeightsTools _tools;
    private readonly LoraReadSettings _settings;

    public LoraReadLearner(WeightsTools tools, LoraReadSettings settings)
    {
        _tools = tools;
        _settings = settings;
    }

    public string Id => "lora-read";

    public LearnerPath Path => LearnerPath.Weights;

    public Learned Study(StudyRequest request, CancellationToken cancellation)
    {
        Document[] documents =
        [
            .. request.Experience.Select(e => e.TaskId).Distinct(StringComparer.Ordinal)
                .SelectMany(task => request.Documents.GetValueOrDefault(task, [])).Distinct(),
        ];
        var maker = new SampleMaker(_tools.Model.Tokenizer);
        var written = new WrittenLessons([], 0, Cost.None);
        if (_settings.Writes)
        {
            written = new DocumentLessons(_tools, _settings).Write(documents, request.AsksExamQuestion, request.Rng.Fork("write"), cancellation);
        }

        LessonPair[] lessons = [.. Read(request.Before), .. written.Lessons];
        lessons = [.. lessons.Distinct().TakeLast(_settings.LessonsMax)];
        File.WriteAllText(
            System.IO.Path.Combine(request.Folder, LessonsName), string.Concat(lessons.Select(l => JsonSerializer.Serialize(l) + "\n")));
        var samples = lessons.Select(l => maker.Make([new Segment(l.Prompt), new Segment(l.Completion, 1)])).ToList();
        if (_settings.ReadsPlainly)
        {
            samples.AddRange(documents.SelectMany(d => DocumentLessons.Passages(d, _tools.Model.Tokenizer, _settings.PassageTokens)
                .Select(passage => maker.Make([new Segment($"{d.Title}\n"), new Segment(passage + "\n", 1)]))));
        }

        samples.RemoveAll(s => s.Predictions.Count == 0);
        var remark = FormattableString.Invariant($"{documents.Length} documents read, {written.Lessons.Count} of {written.Tried} lessons hold against them");
        if (samples.Count == 0)
        {
            AdapterWearing.Carry(request, AdapterWearing.AdapterName);
            return new Learned(Artifact.Of(request.Folder), written.Cost, [remark]);
        }

        var done = new AdapterStudy(_tools, _settings.Study).Train(
            new StudyMaterial
            {
                Lessons = samples,
                Earlier = AdapterWearing.FileOf(request.Before, AdapterWearing.AdapterName),
                Rng = request.Rng,
            },
            System.IO.Path.Combine(request.Folder, AdapterWearing.AdapterName),
            statePath: null,
            cancellation);
        var cost = written.Cost + done.Cost;
        return new Learned(
            Artifact.Of(request.Folder),
            cost,
            [FormattableString.Invariant($"{remark}; {done.Steps} steps, loss {done.FirstLoss:F3} to {done.LastLoss:F3}")]);
    }

    public IReadOnlyList<WornAdapter> Worn(Artifact? artifact) => AdapterWearing.Worn(artifact, AdapterWearing.AdapterName);

    public IPlayer Open(Artifact? artifact) => AdapterWearing.Player(_tools, Worn(artifact));

    private static IEnumerable<LessonPair> Read(Artifact? artifact)
    {
        var path = AdapterWearing.FileOf(artifact, LessonsName);
        try
        {
            return path is null ? [] : [.. File.ReadLines(path).Select(l => JsonSerializer.Deserialize<LessonPair>(l)!)];
        }
        catch (JsonException e)
        {
            throw new UserErrorException($"lessons {path} cannot be read ({e.Message}); restore the file", e);
        }
    }
}
