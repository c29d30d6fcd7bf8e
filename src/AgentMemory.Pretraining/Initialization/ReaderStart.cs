using AgentMemory.Core;
using AgentMemory.Core.Words;
using AgentMemory.Pretraining.Vocabularies;
using AgentMemory.Training.Adapters;
using AgentMemory.Training.Architectures;

namespace AgentMemory.Pretraining.Initialization;

/// <summary>How much of a reader of games told in brief is written into the first weights by hand.</summary>
public enum ReaderStartKind
{
    /// <summary>Looking back from a question and from its reply to the thing, and copying the reply to the same thing.</summary>
    Pairs,

    /// <summary>Besides, which features behave alike: those that gave the same word with the same other feature.</summary>
    Classes,
}

/// <summary>
/// First weights for reading games told in brief: "--", a thing of three words, two words, a new line, the mark at which a reply begins,
/// the reply. A model so started says so in its card: layers 0 to 3 are part of the algorithm, written by hand.
///
/// The stream holds four marks (constant, reply, question, begin) and five places of equal size: C the token's content, A the first
/// feature and B the second, both with the wing, which is turned by half a place; SA and SB what behaves like this A and this B. Layer 0
/// fills A and B at a question and at a reply. Layer 1, at a reply: earlier replies of the same word and the same B give their A to SA, less
/// a share of all that have the same B; likewise SB. Layer 2, at a question: games with the same A give their SA, and those in whose SA
/// this A is give their A; likewise SB. Layer 3, at a question: games whose A and B fit SA and SB give their word, as does the same thing,
/// and a little all replies. The output layer reads the word from C, which is empty at a question. All else is small noise, and everything
/// is trained.
///
/// Tokens have equal norms: the heads that look back compare keys, and a longer one would win over the right place.
/// </summary>
public sealed class ReaderStart
{
    /// <summary>Tokens from the mark at which a reply begins back to the second feature, the first one and the wing.</summary>
    internal static readonly (int Second, int First, int Wing) Back = (4, 5, 6);

    private const int LayersMin = 4;
    private const int HeadsMin = 4;
    private const int HeadWidthMin = 64;
    private const int WidthMin = 104;

    private const int Marks = 4;
    private const int Constant = 0;
    private const int Reply = 1;
    private const int Question = 2;
    private const int Begin = 3;
    private const int Places = 5;
    private const float Mark = 0.5f;
    private const float LikeBare = 0.9f;

    // As many words as a world has.
    private const int SmallestPool = 4;

    // Pairs of a head that tell neighbouring positions apart.
    private const int PhasePairs = 12;

    // Products compare so many numbers of a place, in the slow half of a head, which distance hardly turns.
    private const int Compared = 18;

    private readonly ModelShape _shape;
    private readonly Dictionary<string, float[]> _values;
    private readonly int _size;

    private ReaderStart(ModelShape shape, Dictionary<string, float[]> values)
    {
        (_shape, _values, _size) = (shape, values, (shape.Width - Marks) / Places);
    }

    // A token without content has a longer mark, so that it is as long as the others.
    private float QuestionMark => Mark * MathF.Sqrt(_size + 1);

    private int C => Marks;

    private int A => Marks + _size;

    private int B => Marks + (2 * _size);

    private int SA => Marks + (3 * _size);

    private int SB => Marks + (4 * _size);

    /// <summary>Every tensor in the order of the file.</summary>
    /// <exception cref="ArgumentException">The shape is too small, or its heads are shared.</exception>
    public static IReadOnlyList<WeightTensor> Make(ModelShape shape, Vocabulary vocabulary, ReaderStartKind kind, Rng rng)
    {
        if (WhyNot(shape) is { } why)
        {
            throw new ArgumentException($"this start {why}", nameof(shape));
        }

        var tensors = Noise(shape, vocabulary.Count, rng);
        var start = new ReaderStart(shape, tensors.ToDictionary(t => t.Name, t => t.Values, StringComparer.Ordinal));
        start.ShapeTables(vocabulary, rng.Fork("content"));
        start.LookBack();
        if (kind == ReaderStartKind.Classes)
        {
            start.FindAlike();
            start.Spread();
        }

        start.Answer(kind);
        return tensors;
    }

    /// <summary>Why a network of this shape cannot start so, as the end of a sentence; null where it can.</summary>
    public static string? WhyNot(ModelShape shape) =>
        shape.Layers >= LayersMin && shape.Heads >= HeadsMin && shape.HeadWidth >= HeadWidthMin && shape.Width >= WidthMin
        && shape.Heads == shape.KeyValueHeads && !shape.TiedEmbeddings
            ? null
            : $"takes at least {LayersMin} layers, {HeadsMin} heads of {HeadWidthMin}, none shared, a width of {WidthMin}, and own_output: true";

    private static List<WeightTensor> Noise(ModelShape shape, int vocabulary, Rng rng)
    {
        const double Table = 0.005;
        const double Output = 0.01;
        const double Share = 0.25;
        var width = shape.Width;
        var tensors = new List<WeightTensor>
        {
            new("token_embd.weight", [width, vocabulary], InitialWeights.Normal(rng.Fork("token_embd"), (long)width * vocabulary, Table)),
            new("output.weight", [width, vocabulary], InitialWeights.Normal(rng.Fork("output"), (long)width * vocabulary, Output)),
            new("output_norm.weight", [width], InitialWeights.Filled(width, 1)),
        };
        for (var layer = 0; layer < shape.Layers; layer++)
        {
            tensors.Add(new WeightTensor(ModelShape.TensorName(layer, "attn_norm"), [width], InitialWeights.Filled(width, 1)));
            tensors.Add(new WeightTensor(ModelShape.TensorName(layer, "ffn_norm"), [width], InitialWeights.Filled(width, 1)));
            foreach (var linear in shape.Linears())
            {
                var name = ModelShape.TensorName(layer, linear.Part);
                var deviation = linear.Part switch
                {
                    "attn_output" or "ffn_down" => Share / (2 * Math.Sqrt(linear.Inputs * shape.Layers)),
                    "ffn_gate" or "ffn_up" => 1 / Math.Sqrt(linear.Inputs),
                    _ => Share / Math.Sqrt(linear.Inputs),
                };
                tensors.Add(new WeightTensor(
                    name, [linear.Inputs, linear.Outputs], InitialWeights.Normal(rng.Fork(name), linear.Inputs * linear.Outputs, deviation)));
            }
        }

        return tensors;
    }

    private void ShapeTables(Vocabulary vocabulary, Rng rng)
    {
        const float Read = 0.2f;
        const float ReplyEnd = 16;
        const float UsualWord = 4;
        const float RareWord = 1.5f;
        var replies = InventedWords.Replies.Index().Select(word => (Token: vocabulary.NumberOf(" " + word.Item), Rank: word.Index))
            .Where(word => word.Token is not null).ToDictionary(word => word.Token!.Value, word => word.Rank);
        var question = vocabulary.NumberOf(">") ?? throw new ArgumentException("the vocabulary has no mark of a reply", nameof(vocabulary));
        var end = vocabulary.NumberOf("\n")!.Value;
        var (table, output) = (_values["token_embd.weight"], _values["output.weight"]);
        output[(end * _shape.Width) + Reply] += ReplyEnd;
        var contents = new Dictionary<string, float[]>(StringComparer.Ordinal);
        // The square of every token's length: a place's content and two marks.
        var square = (Mark * Mark * _size) + (2 * Mark * Mark);
        for (var token = 0; token < vocabulary.Count; token++)
        {
            var row = table.AsSpan(token * _shape.Width, _shape.Width);
            row[Constant] += Mark;
            if (token == question || token == vocabulary.Begin)
            {
                row[token == question ? Question : Begin] += QuestionMark;
                continue;
            }

            var isReply = replies.TryGetValue(token, out var rank);
            // A question is followed by a word, mostly one of the smallest pool, and a reply by its end: learning that first would drown
            // all else in its gradient.
            output[(token * _shape.Width) + Question] += !isReply ? 0 : rank < SmallestPool ? UsualWord : RareWord;
            row[Reply] += isReply ? Mark : 0;
            var content = Content(vocabulary.Tokens[token]);
            var length = MathF.Sqrt(square - (Mark * Mark * (isReply ? 2 : 1)));
            for (var i = 0; i < _size; i++)
            {
                row[C + i] += length * content[i];
                output[(token * _shape.Width) + C + i] += isReply ? Read * length * content[i] : 0;
            }
        }

        // Of length 1; a word after a space is much like the word itself.
        float[] Content(string printable)
        {
            var bare = printable.Length > 1 && printable[0] == 'Ġ' ? printable[1..] : null;
            var own = Unit(rng.Fork(printable));
            if (bare is null)
            {
                return contents[printable] = own;
            }

            var like = contents.TryGetValue(bare, out var known) ? known : contents[bare] = Unit(rng.Fork(bare));
            return Scaled([.. own.Zip(like, (mine, theirs) => (LikeBare * theirs) + (MathF.Sqrt(1 - (LikeBare * LikeBare)) * mine))]);
        }

        float[] Unit(Rng own) => Scaled(InitialWeights.Normal(own, _size, 1));

        static float[] Scaled(float[] values)
        {
            var length = MathF.Sqrt(values.Sum(v => v * v));
            return [.. values.Select(v => v / length)];
        }
    }

    // The query is the mark of a question or of a reply, turned back by as many positions as the thing's word is away; the key is the
    // constant. A reply comes one token later than the mark at which it begins.
    private void LookBack()
    {
        const float Sharp = 5;
        const float Keep = 0.225f;
        int[] back = [Back.Second, Back.First, Back.Wing];
        for (var head = 0; head < back.Length; head++)
        {
            Clear(0, head);
            for (var pair = 0; pair < PhasePairs; pair++)
            {
                var turn = Math.Pow(_shape.RopeBase, -2.0 * pair / _shape.HeadWidth);
                Turned(Question, Sharp * Mark / QuestionMark, back[head] * turn);
                Turned(Reply, Sharp, (back[head] + 1) * turn);
                Key(0, head, 2 * pair, Constant) = Sharp;

                void Turned(int mark, float size, double angle)
                {
                    Query(0, head, 2 * pair, mark) = (float)(size * Math.Cos(angle));
                    Query(0, head, (2 * pair) + 1, mark) = (float)(-size * Math.Sin(angle));
                }
            }

            for (var i = 0; i < _size; i++)
            {
                Value(0, head, i, C + i) = 1;
            }
        }

        for (var i = 0; i < _size; i++)
        {
            var turned = (i + (_size / 2)) % _size;
            Out(0, B + i, 0, i) = Keep;
            Out(0, A + i, 1, i) = Keep;
            Out(0, A + turned, 2, i) = Keep;
            Out(0, B + turned, 2, i) = Keep;
        }
    }

    private void FindAlike()
    {
        const float Match = 2.7f;
        const float Give = 0.5f;
        const float Less = 0.7f;
        Alike(head: 0, same: B, given: A, to: SA, sameWord: false, -Less * Give);
        Alike(head: 1, same: B, given: A, to: SA, sameWord: true, Give);
        Alike(head: 2, same: A, given: B, to: SB, sameWord: true, Give);
        Alike(head: 3, same: A, given: B, to: SB, sameWord: false, -Less * Give);

        void Alike(int head, int same, int given, int to, bool sameWord, float gain)
        {
            Clear(1, head);
            AmongReplies(1, head, Reply);
            OthersLookAtBegin(1, head, Reply, Mark);
            Matches(1, head, slot: 0, same, same, Match, Compared);
            if (sameWord)
            {
                Matches(1, head, slot: 1, C, C, Match, Compared);
            }

            Gives(1, head, given, to, gain);
        }
    }

    private void Spread()
    {
        const float Match = 1.25f;
        const float Give = 0.57f;
        Spreads(0, A, A, SA, SA);
        Spreads(1, B, B, SB, SB);
        Spreads(2, A, SA, A, SA);
        Spreads(3, B, SB, B, SB);

        void Spreads(int head, int query, int key, int given, int to)
        {
            Clear(2, head);
            AmongReplies(2, head, Question);
            OthersLookAtBegin(2, head, Question, QuestionMark);
            Matches(2, head, slot: 0, query, key, Match, Math.Min(_size, 2 * Compared));
            Gives(2, head, given, to, Give);
        }
    }

    private void Answer(ReaderStartKind kind)
    {
        const float Pair = 4;
        const float PairGain = 1.5f;
        const float AllGain = 1;
        const float Alike = 3;
        const float AlikeGain = 0.8f;
        if (kind == ReaderStartKind.Classes)
        {
            Clear(3, 0);
            AmongReplies(3, 0, Constant);
            Matches(3, 0, slot: 0, SA, A, Alike, Compared);
            Matches(3, 0, slot: 1, SB, B, Alike, Compared);
            Gives(3, 0, C, C, AlikeGain);
        }

        Clear(3, 1);
        AmongReplies(3, 1, Constant);
        Matches(3, 1, slot: 0, A, A, Pair, Compared);
        Matches(3, 1, slot: 1, B, B, Pair, Compared);
        Gives(3, 1, C, C, PairGain);
        Clear(3, 2);
        AmongReplies(3, 2, Constant);
        Gives(3, 2, C, C, AllGain);
    }

    // Only replies are looked at.
    private void AmongReplies(int layer, int head, int asking)
    {
        const float Asked = 12;
        const float Shown = 20;
        Query(layer, head, _shape.HeadWidth - 2, asking) = Asked * Mark / (asking == Question ? QuestionMark : Mark);
        Key(layer, head, _shape.HeadWidth - 2, Reply) = Shown;
    }

    // A token without this mark looks at the begin mark, whose places are empty.
    private void OthersLookAtBegin(int layer, int head, int mark, float size)
    {
        const float Asked = 10;
        const float Shown = 4;
        Query(layer, head, _shape.HeadWidth - 1, Constant) = Asked;
        Query(layer, head, _shape.HeadWidth - 1, mark) = -Asked * Mark / size;
        Key(layer, head, _shape.HeadWidth - 1, Begin) = Shown;
    }

    private void Matches(int layer, int head, int slot, int query, int key, float size, int count)
    {
        var first = _shape.HeadWidth - 2 - (slot * Compared) - count;
        for (var i = 0; i < count; i++)
        {
            Query(layer, head, first + i, query + i) = size;
            Key(layer, head, first + i, key + i) = size;
        }
    }

    private void Gives(int layer, int head, int from, int to, float gain)
    {
        for (var i = 0; i < _size; i++)
        {
            Value(layer, head, i, from + i) = 1;
            Out(layer, to + i, head, i) = gain;
        }
    }

    private void Clear(int layer, int head)
    {
        for (var j = 0; j < _shape.HeadWidth; j++)
        {
            for (var i = 0; i < _shape.Width; i++)
            {
                Query(layer, head, j, i) = Key(layer, head, j, i) = Value(layer, head, j, i) = Out(layer, i, head, j) = 0;
            }
        }
    }

    private ref float Query(int layer, int head, int j, int i) => ref Into("attn_q", layer, head, j, i);

    private ref float Key(int layer, int head, int j, int i) => ref Into("attn_k", layer, head, j, i);

    private ref float Value(int layer, int head, int j, int i) => ref Into("attn_v", layer, head, j, i);

    // Number j of a head from number i of the stream.
    private ref float Into(string part, int layer, int head, int j, int i) =>
        ref _values[ModelShape.TensorName(layer, part)][(((head * _shape.HeadWidth) + j) * _shape.Width) + i];

    // Number i of the stream from number j of a head.
    private ref float Out(int layer, int i, int head, int j) =>
        ref _values[ModelShape.TensorName(layer, "attn_output")][(i * _shape.Heads * _shape.HeadWidth) + (head * _shape.HeadWidth) + j];
}
