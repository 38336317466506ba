import Experiments

extension Passages {
  /// The beginning of *The Time Machine* by H. G. Wells (1895), which belongs to everybody: a line for
  /// each paragraph, with an empty one between.
  package static let prose = paragraphs(
    """
    The Time Traveller (for so it will be convenient to speak of him) was expounding a recondite
    matter to us. His grey eyes shone and twinkled, and his usually pale face was flushed and
    animated. The fire burned brightly, and the soft radiance of the incandescent lights in the
    lilies of silver caught the bubbles that flashed and passed in our glasses. Our chairs, being
    his patents, embraced and caressed us rather than submitted to be sat upon, and there was that
    luxurious after-dinner atmosphere when thought roams gracefully free of the trammels of
    precision. And he put it to us in this way--marking the points with a lean forefinger--as we
    sat and lazily admired his earnestness over this new paradox (as we thought it) and his
    fecundity.

    'You must follow me carefully. I shall have to controvert one or two ideas that are almost
    universally accepted. The geometry, for instance, they taught you at school is founded on a
    misconception.'

    'Is not that rather a large thing to expect us to begin upon?' said Filby, an argumentative
    person with red hair.

    'I do not mean to ask you to accept anything without reasonable ground for it. You will soon
    admit as much as I need from you. You know of course that a mathematical line, a line of
    thickness nil, has no real existence. They taught you that? Neither has a mathematical plane.
    These things are mere abstractions.'

    'That is all right,' said the Psychologist.

    'Nor, having only length, breadth, and thickness, can a cube have a real existence.'

    'There I object,' said Filby. 'Of course a solid body may exist. All real things--'

    'So most people think. But wait a moment. Can an instantaneous cube exist?'

    'Don't follow you,' said Filby.

    'Can a cube that does not last for any time at all, have a real existence?'

    Filby became pensive. 'Clearly,' the Time Traveller proceeded, 'any real body must have
    extension in four directions: it must have Length, Breadth, Thickness, and--Duration. But
    through a natural infirmity of the flesh, which I will explain to you in a moment, we incline
    to overlook this fact. There are really four dimensions, three which we call the three planes
    of Space, and a fourth, Time. There is, however, a tendency to draw an unreal distinction
    between the former three dimensions and the latter, because it happens that our consciousness
    moves intermittently in one direction along the latter from the beginning to the end of our
    lives.'

    'That,' said a very young man, making spasmodic efforts to relight his cigar over the lamp;
    'that ... very clear indeed.'

    'Now, it is very remarkable that this is so extensively overlooked,' continued the Time
    Traveller, with a slight accession of cheerfulness. 'Really this is what is meant by the
    Fourth Dimension, though some people who talk about the Fourth Dimension do not know they mean
    it. It is only another way of looking at Time. There is no difference between Time and any of
    the three dimensions of Space except that our consciousness moves along it. But some foolish
    people have got hold of the wrong side of that idea. You have all heard what they have to say
    about this Fourth Dimension?'

    'I have not,' said the Provincial Mayor.

    'It is simply this. That Space, as our mathematicians have it, is spoken of as having three
    dimensions, which one may call Length, Breadth, and Thickness, and is always definable by
    reference to three planes, each at right angles to the others. But some philosophical people
    have been asking why three dimensions particularly--why not another direction at right angles
    to the other three?--and have even tried to construct a Four-Dimension geometry. Professor
    Simon Newcomb was expounding this to the New York Mathematical Society only a month or so ago.
    You know how on a flat surface, which has only two dimensions, we can represent a figure of a
    three-dimensional solid, and similarly they think that by models of three dimensions they
    could represent one of four--if they could master the perspective of the thing. See?'

    'I think so,' murmured the Provincial Mayor; and, knitting his brows, he lapsed into an
    introspective state, his lips moving as one who repeats mystic words. 'Yes, I think I see it
    now,' he said after some time, brightening in a quite transitory manner.

    'Well, I do not mind telling you I have been at work upon this geometry of Four Dimensions for
    some time. Some of my results are curious. For instance, here is a portrait of a man at eight
    years old, another at fifteen, another at seventeen, another at twenty-three, and so on. All
    these are evidently sections, as it were, Three-Dimensional representations of his
    Four-Dimensioned being, which is a fixed and unalterable thing.

    'Scientific people,' proceeded the Time Traveller, after the pause required for the proper
    assimilation of this, 'know very well that Time is only a kind of Space. Here is a popular
    scientific diagram, a weather record. This line I trace with my finger shows the movement of
    the barometer. Yesterday it was so high, yesterday night it fell, then this morning it rose
    again, and so gently upward to here. Surely the mercury did not trace this line in any of the
    dimensions of Space generally recognized? But certainly it traced such a line, and that line,
    therefore, we must conclude was along the Time-Dimension.'

    'But,' said the Medical Man, staring hard at a coal in the fire, 'if Time is really only a
    fourth dimension of Space, why is it, and why has it always been, regarded as something
    different? And why cannot we move in Time as we move about in the other dimensions of Space?'

    The Time Traveller smiled. 'Are you sure we can move freely in Space? Right and left we can
    go, backward and forward freely enough, and men always have done so. I admit we move freely in
    two dimensions. But how about up and down? Gravitation limits us there.'

    'Not exactly,' said the Medical Man. 'There are balloons.'

    'But before the balloons, save for spasmodic jumping and the inequalities of the surface, man
    had no freedom of vertical movement.'

    'Still they could move a little up and down,' said the Medical Man.

    'Easier, far easier down than up.'

    'And you cannot move at all in Time, you cannot get away from the present moment.'

    'My dear sir, that is just where you are wrong. That is just where the whole world has gone
    wrong. We are always getting away from the present moment. Our mental existences, which are
    immaterial and have no dimensions, are passing along the Time-Dimension with a uniform
    velocity from the cradle to the grave. Just as we should travel down if we began our existence
    fifty miles above the earth's surface.'

    'But the great difficulty is this,' interrupted the Psychologist. 'You can move about in all
    directions of Space, but you cannot move about in Time.'

    'That is the germ of my great discovery. But you are wrong to say that we cannot move about in
    Time. For instance, if I am recalling an incident very vividly I go back to the instant of its
    occurrence: I become absent-minded, as you say. I jump back for a moment. Of course we have no
    means of staying back for any length of Time, any more than a savage or an animal has of
    staying six feet above the ground. But a civilized man is better off than the savage in this
    respect. He can go up against gravitation in a balloon, and why should he not hope that
    ultimately he may be able to stop or accelerate his drift along the Time-Dimension, or even
    turn about and travel the other way?'

    'Oh, this,' began Filby, 'is all--'

    'Why not?' said the Time Traveller.

    'It's against reason,' said Filby.

    'What reason?' said the Time Traveller.

    'You can show black is white by argument,' said Filby, 'but you will never convince me.'

    'Possibly not,' said the Time Traveller. 'But now you begin to see the object of my
    investigations into the geometry of Four Dimensions. Long ago I had a vague inkling of a
    machine--'

    'To travel through Time!' exclaimed the Very Young Man.

    'That shall travel indifferently in any direction of Space and Time, as the driver
    determines.'

    Filby contented himself with laughter.

    'But I have experimental verification,' said the Time Traveller.

    'It would be remarkably convenient for the historian,' the Psychologist suggested. 'One might
    travel back and verify the accepted account of the Battle of Hastings, for instance!'

    'Don't you think you would attract attention?' said the Medical Man. 'Our ancestors had no
    great tolerance for anachronisms.'

    'One might get one's Greek from the very lips of Homer and Plato,' the Very Young Man thought.

    'In which case they would certainly plough you for the Little-go. The German scholars have
    improved Greek so much.'

    'Then there is the future,' said the Very Young Man. 'Just think! One might invest all one's
    money, leave it to accumulate at interest, and hurry on ahead!'

    'To discover a society,' said I, 'erected on a strictly communistic basis.'

    'Of all the wild extravagant theories!' began the Psychologist.

    'Yes, so it seemed to me, and so I never talked of it until--'

    'Experimental verification!' cried I. 'You are going to verify that?'

    'The experiment!' cried Filby, who was getting brain-weary.

    'Let's see your experiment anyhow,' said the Psychologist, 'though it's all humbug, you know.'

    The Time Traveller smiled round at us. Then, still smiling faintly, and with his hands deep in
    his trousers pockets, he walked slowly out of the room, and we heard his slippers shuffling
    down the long passage to his laboratory.

    The Psychologist looked at us. 'I wonder what he's got?'

    'Some sleight-of-hand trick or other,' said the Medical Man, and Filby tried to tell us about
    a conjurer he had seen at Burslem; but before he had finished his preface the Time Traveller
    came back, and Filby's anecdote collapsed.

    The thing the Time Traveller held in his hand was a glittering metallic framework, scarcely
    larger than a small clock, and very delicately made. There was ivory in it, and some
    transparent crystalline substance. And now I must be explicit, for this that follows--unless
    his explanation is to be accepted--is an absolutely unaccountable thing. He took one of the
    small octagonal tables that were scattered about the room, and set it in front of the fire,
    with two legs on the hearthrug. On this table he placed the mechanism. Then he drew up a
    chair, and sat down. The only other object on the table was a small shaded lamp, the bright
    light of which fell upon the model. There were also perhaps a dozen candles about, two in
    brass candlesticks upon the mantel and several in sconces, so that the room was brilliantly
    illuminated. I sat in a low arm-chair nearest the fire, and I drew this forward so as to be
    almost between the Time Traveller and the fireplace. Filby sat behind him, looking over his
    shoulder. The Medical Man and the Provincial Mayor watched him in profile from the right, the
    Psychologist from the left. The Very Young Man stood behind the Psychologist. We were all on
    the alert. It appears incredible to me that any kind of trick, however subtly conceived and
    however adroitly done, could have been played upon us under these conditions.

    The Time Traveller looked at us, and then at the mechanism. 'Well?' said the Psychologist.

    'This little affair,' said the Time Traveller, resting his elbows upon the table and pressing
    his hands together above the apparatus, 'is only a model. It is my plan for a machine to
    travel through time. You will notice that it looks singularly askew, and that there is an odd
    twinkling appearance about this bar, as though it was in some way unreal.' He pointed to the
    part with his finger. 'Also, here is one little white lever, and here is another.'

    The Medical Man got up out of his chair and peered into the thing. 'It's beautifully made,' he
    said.

    'It took two years to make,' retorted the Time Traveller. Then, when we had all imitated the
    action of the Medical Man, he said: 'Now I want you clearly to understand that this lever,
    being pressed over, sends the machine gliding into the future, and this other reverses the
    motion. This saddle represents the seat of a time traveller. Presently I am going to press the
    lever, and off the machine will go. It will vanish, pass into future Time, and disappear. Have
    a good look at the thing. Look at the table too, and satisfy yourselves there is no trickery.
    I don't want to waste this model, and then be told I'm a quack.'

    There was a minute's pause perhaps. The Psychologist seemed about to speak to me, but changed
    his mind. Then the Time Traveller put forth his finger towards the lever. 'No,' he said
    suddenly. 'Lend me your hand.' And turning to the Psychologist, he took that individual's hand
    in his own and told him to put out his forefinger. So that it was the Psychologist himself who
    sent forth the model Time Machine on its interminable voyage. We all saw the lever turn. I am
    absolutely certain there was no trickery. There was a breath of wind, and the lamp flame
    jumped. One of the candles on the mantel was blown out, and the little machine suddenly swung
    round, became indistinct, was seen as a ghost for a second perhaps, as an eddy of faintly
    glittering brass and ivory; and it was gone--vanished! Save for the lamp the table was bare.

    Everyone was silent for a minute. Then Filby said he was damned.

    The Psychologist recovered from his stupor, and suddenly looked under the table. At that the
    Time Traveller laughed cheerfully. 'Well?' he said, with a reminiscence of the Psychologist.
    Then, getting up, he went to the tobacco jar on the mantel, and with his back to us began to
    fill his pipe.

    We stared at each other. 'Look here,' said the Medical Man, 'are you in earnest about this? Do
    you seriously believe that that machine has travelled into time?'

    'Certainly,' said the Time Traveller, stooping to light a spill at the fire. Then he turned,
    lighting his pipe, to look at the Psychologist's face. (The Psychologist, to show that he was
    not unhinged, helped himself to a cigar and tried to light it uncut.) 'What is more, I have a
    big machine nearly finished in there'--he indicated the laboratory--'and when that is put
    together I mean to have a journey on my own account.'

    'You mean to say that that machine has travelled into the future?' said Filby.

    'Into the future or the past--I don't, for certain, know which.'

    After an interval the Psychologist had an inspiration. 'It must have gone into the past if it
    has gone anywhere,' he said.

    'Why?' said the Time Traveller.

    'Because I presume that it has not moved in space, and if it travelled into the future it
    would still be here all this time, since it must have travelled through this time.'

    'But,' I said, 'If it travelled into the past it would have been visible when we came first
    into this room; and last Thursday when we were here; and the Thursday before that; and so
    forth!'

    'Serious objections,' remarked the Provincial Mayor, with an air of impartiality, turning
    towards the Time Traveller.

    'Not a bit,' said the Time Traveller, and, to the Psychologist: 'You think. You can explain
    that. It's presentation below the threshold, you know, diluted presentation.'

    'Of course,' said the Psychologist, and reassured us. 'That's a simple point of psychology. I
    should have thought of it. It's plain enough, and helps the paradox delightfully. We cannot
    see it, nor can we appreciate this machine, any more than we can the spoke of a wheel
    spinning, or a bullet flying through the air. If it is travelling through time fifty times or
    a hundred times faster than we are, if it gets through a minute while we get through a second,
    the impression it creates will of course be only one-fiftieth or one-hundredth of what it
    would make if it were not travelling in time. That's plain enough.' He passed his hand through
    the space in which the machine had been. 'You see?' he said, laughing.

    We sat and stared at the vacant table for a minute or so. Then the Time Traveller asked us
    what we thought of it all.

    'It sounds plausible enough to-night,' said the Medical Man; 'but wait until to-morrow. Wait
    for the common sense of the morning.'

    'Would you like to see the Time Machine itself?' asked the Time Traveller. And therewith,
    taking the lamp in his hand, he led the way down the long, draughty corridor to his
    laboratory. I remember vividly the flickering light, his queer, broad head in silhouette, the
    dance of the shadows, how we all followed him, puzzled but incredulous, and how there in the
    laboratory we beheld a larger edition of the little mechanism which we had seen vanish from
    before our eyes. Parts were of nickel, parts of ivory, parts had certainly been filed or sawn
    out of rock crystal. The thing was generally complete, but the twisted crystalline bars lay
    unfinished upon the bench beside some sheets of drawings, and I took one up for a better look
    at it. Quartz it seemed to be.

    'Look here,' said the Medical Man, 'are you perfectly serious? Or is this a trick--like that
    ghost you showed us last Christmas?'

    'Upon that machine,' said the Time Traveller, holding the lamp aloft, 'I intend to explore
    time. Is that plain? I was never more serious in my life.'

    None of us quite knew how to take it.

    I caught Filby's eye over the shoulder of the Medical Man, and he winked at me solemnly.

    I think that at that time none of us quite believed in the Time Machine. The fact is, the Time
    Traveller was one of those men who are too clever to be believed: you never felt that you saw
    all round him; you always suspected some subtle reserve, some ingenuity in ambush, behind his
    lucid frankness. Had Filby shown the model and explained the matter in the Time Traveller's
    words, we should have shown him far less scepticism. For we should have perceived his motives;
    a pork butcher could understand Filby. But the Time Traveller had more than a touch of whim
    among his elements, and we distrusted him. Things that would have made the frame of a less
    clever man seemed tricks in his hands. It is a mistake to do things too easily. The serious
    people who took him seriously never felt quite sure of his deportment; they were somehow aware
    that trusting their reputations for judgment with him was like furnishing a nursery with
    egg-shell china. So I don't think any of us said very much about time travelling in the
    interval between that Thursday and the next, though its odd potentialities ran, no doubt, in
    most of our minds: its plausibility, that is, its practical incredibleness, the curious
    possibilities of anachronism and of utter confusion it suggested. For my own part, I was
    particularly preoccupied with the trick of the model. That I remember discussing with the
    Medical Man, whom I met on Friday at the Linnaean. He said he had seen a similar thing at
    Tubingen, and laid considerable stress on the blowing out of the candle. But how the trick was
    done he could not explain.

    The next Thursday I went again to Richmond--I suppose I was one of the Time Traveller's most
    constant guests--and, arriving late, found four or five men already assembled in his
    drawing-room. The Medical Man was standing before the fire with a sheet of paper in one hand
    and his watch in the other. I looked round for the Time Traveller, and--'It's half-past seven
    now,' said the Medical Man. 'I suppose we'd better have dinner?'

    'Where's----?' said I, naming our host.

    'You've just come? It's rather odd. He's unavoidably detained. He asks me in this note to lead
    off with dinner at seven if he's not back. Says he'll explain when he comes.'

    'It seems a pity to let the dinner spoil,' said the Editor of a well-known daily paper; and
    thereupon the Doctor rang the bell.

    The Psychologist was the only person besides the Doctor and myself who had attended the
    previous dinner. The other men were Blank, the Editor aforementioned, a certain journalist,
    and another--a quiet, shy man with a beard--whom I didn't know, and who, as far as my
    observation went, never opened his mouth all the evening. There was some speculation at the
    dinner-table about the Time Traveller's absence, and I suggested time travelling, in a
    half-jocular spirit. The Editor wanted that explained to him, and the Psychologist volunteered
    a wooden account of the 'ingenious paradox and trick' we had witnessed that day week. He was
    in the midst of his exposition when the door from the corridor opened slowly and without
    noise. I was facing the door, and saw it first. 'Hallo!' I said. 'At last!' And the door
    opened wider, and the Time Traveller stood before us. I gave a cry of surprise. 'Good heavens!
    man, what's the matter?' cried the Medical Man, who saw him next. And the whole tableful
    turned towards the door.

    He was in an amazing plight. His coat was dusty and dirty, and smeared with green down the
    sleeves; his hair disordered, and as it seemed to me greyer--either with dust and dirt or
    because its colour had actually faded. His face was ghastly pale; his chin had a brown cut on
    it--a cut half healed; his expression was haggard and drawn, as by intense suffering. For a
    moment he hesitated in the doorway, as if he had been dazzled by the light. Then he came into
    the room. He walked with just such a limp as I have seen in footsore tramps. We stared at him
    in silence, expecting him to speak.

    He said not a word, but came painfully to the table, and made a motion towards the wine. The
    Editor filled a glass of champagne, and pushed it towards him. He drained it, and it seemed to
    do him good: for he looked round the table, and the ghost of his old smile flickered across
    his face. 'What on earth have you been up to, man?' said the Doctor. The Time Traveller did
    not seem to hear. 'Don't let me disturb you,' he said, with a certain faltering articulation.
    'I'm all right.' He stopped, held out his glass for more, and took it off at a draught.
    'That's good,' he said. His eyes grew brighter, and a faint colour came into his cheeks. His
    glance flickered over our faces with a certain dull approval, and then went round the warm and
    comfortable room. Then he spoke again, still as it were feeling his way among his words. 'I'm
    going to wash and dress, and then I'll come down and explain things ... Save me some of that
    mutton. I'm starving for a bit of meat.'

    He looked across at the Editor, who was a rare visitor, and hoped he was all right. The Editor
    began a question. 'Tell you presently,' said the Time Traveller. 'I'm--funny! Be all right in
    a minute.'

    He put down his glass, and walked towards the staircase door. Again I remarked his lameness
    and the soft padding sound of his footfall, and standing up in my place, I saw his feet as he
    went out. He had nothing on them but a pair of tattered, blood-stained socks. Then the door
    closed upon him. I had half a mind to follow, till I remembered how he detested any fuss about
    himself. For a minute, perhaps, my mind was wool-gathering. Then, 'Remarkable Behaviour of an
    Eminent Scientist,' I heard the Editor say, thinking (after his wont) in headlines. And this
    brought my attention back to the bright dinner-table.

    'What's the game?' said the Journalist. 'Has he been doing the Amateur Cadger? I don't
    follow.' I met the eye of the Psychologist, and read my own interpretation in his face. I
    thought of the Time Traveller limping painfully upstairs. I don't think any one else had
    noticed his lameness.

    The first to recover completely from this surprise was the Medical Man, who rang the bell--the
    Time Traveller hated to have servants waiting at dinner--for a hot plate. At that the Editor
    turned to his knife and fork with a grunt, and the Silent Man followed suit. The dinner was
    resumed. Conversation was exclamatory for a little while, with gaps of wonderment; and then
    the Editor got fervent in his curiosity. 'Does our friend eke out his modest income with a
    crossing? or has he his Nebuchadnezzar phases?' he inquired. 'I feel assured it's this
    business of the Time Machine,' I said, and took up the Psychologist's account of our previous
    meeting. The new guests were frankly incredulous. The Editor raised objections. 'What was this
    time travelling? A man couldn't cover himself with dust by rolling in a paradox, could he?'
    And then, as the idea came home to him, he resorted to caricature. Hadn't they any
    clothes-brushes in the Future? The Journalist too, would not believe at any price, and joined
    the Editor in the easy work of heaping ridicule on the whole thing. They were both the new
    kind of journalist--very joyous, irreverent young men. 'Our Special Correspondent in the Day
    after To-morrow reports,' the Journalist was saying--or rather shouting--when the Time
    Traveller came back. He was dressed in ordinary evening clothes, and nothing save his haggard
    look remained of the change that had startled me.

    'I say,' said the Editor hilariously, 'these chaps here say you have been travelling into the
    middle of next week! Tell us all about little Rosebery, will you? What will you take for the
    lot?'

    The Time Traveller came to the place reserved for him without a word. He smiled quietly, in
    his old way. 'Where's my mutton?' he said. 'What a treat it is to stick a fork into meat
    again!'

    'Story!' cried the Editor.

    'Story be damned!' said the Time Traveller. 'I want something to eat. I won't say a word until
    I get some peptone into my arteries. Thanks. And the salt.'

    'One word,' said I. 'Have you been time travelling?'

    'Yes,' said the Time Traveller, with his mouth full, nodding his head.

    'I'd give a shilling a line for a verbatim note,' said the Editor. The Time Traveller pushed
    his glass towards the Silent Man and rang it with his fingernail; at which the Silent Man, who
    had been staring at his face, started convulsively, and poured him wine. The rest of the
    dinner was uncomfortable. For my own part, sudden questions kept on rising to my lips, and I
    dare say it was the same with the others. The Journalist tried to relieve the tension by
    telling anecdotes of Hettie Potter. The Time Traveller devoted his attention to his dinner,
    and displayed the appetite of a tramp. The Medical Man smoked a cigarette, and watched the
    Time Traveller through his eyelashes. The Silent Man seemed even more clumsy than usual, and
    drank champagne with regularity and determination out of sheer nervousness. At last the Time
    Traveller pushed his plate away, and looked round us. 'I suppose I must apologize,' he said.
    'I was simply starving. I've had a most amazing time.' He reached out his hand for a cigar,
    and cut the end. 'But come into the smoking-room. It's too long a story to tell over greasy
    plates.' And ringing the bell in passing, he led the way into the adjoining room.

    'You have told Blank, and Dash, and Chose about the machine?' he said to me, leaning back in
    his easy-chair and naming the three new guests.

    'But the thing's a mere paradox,' said the Editor.

    'I can't argue to-night. I don't mind telling you the story, but I can't argue. I will,' he
    went on, 'tell you the story of what has happened to me, if you like, but you must refrain
    from interruptions. I want to tell it. Badly. Most of it will sound like lying. So be it! It's
    true--every word of it, all the same. I was in my laboratory at four o'clock, and since then
    ... I've lived eight days ... such days as no human being ever lived before! I'm nearly worn
    out, but I shan't sleep till I've told this thing over to you. Then I shall go to bed. But no
    interruptions! Is it agreed?'

    'Agreed,' said the Editor, and the rest of us echoed 'Agreed.' And with that the Time
    Traveller began his story as I have set it forth. He sat back in his chair at first, and spoke
    like a weary man. Afterwards he got more animated. In writing it down I feel with only too
    much keenness the inadequacy of pen and ink--and, above all, my own inadequacy--to express its
    quality. You read, I will suppose, attentively enough; but you cannot see the speaker's white,
    sincere face in the bright circle of the little lamp, nor hear the intonation of his voice.
    You cannot know how his expression followed the turns of his story! Most of us hearers were in
    shadow, for the candles in the smoking-room had not been lighted, and only the face of the
    Journalist and the legs of the Silent Man from the knees downward were illuminated. At first
    we glanced now and again at each other. After a time we ceased to do that, and looked only at
    the Time Traveller's face.

    'I told some of you last Thursday of the principles of the Time Machine, and showed you the
    actual thing itself, incomplete in the workshop. There it is now, a little travel-worn, truly;
    and one of the ivory bars is cracked, and a brass rail bent; but the rest of it's sound
    enough. I expected to finish it on Friday, but on Friday, when the putting together was nearly
    done, I found that one of the nickel bars was exactly one inch too short, and this I had to
    get remade; so that the thing was not complete until this morning. It was at ten o'clock
    to-day that the first of all Time Machines began its career. I gave it a last tap, tried all
    the screws again, put one more drop of oil on the quartz rod, and sat myself in the saddle. I
    suppose a suicide who holds a pistol to his skull feels much the same wonder at what will come
    next as I felt then. I took the starting lever in one hand and the stopping one in the other,
    pressed the first, and almost immediately the second. I seemed to reel; I felt a nightmare
    sensation of falling; and, looking round, I saw the laboratory exactly as before. Had anything
    happened? For a moment I suspected that my intellect had tricked me. Then I noted the clock. A
    moment before, as it seemed, it had stood at a minute or so past ten; now it was nearly
    half-past three!

    'I drew a breath, set my teeth, gripped the starting lever with both hands, and went off with
    a thud. The laboratory got hazy and went dark. Mrs. Watchett came in and walked, apparently
    without seeing me, towards the garden door. I suppose it took her a minute or so to traverse
    the place, but to me she seemed to shoot across the room like a rocket. I pressed the lever
    over to its extreme position. The night came like the turning out of a lamp, and in another
    moment came to-morrow. The laboratory grew faint and hazy, then fainter and ever fainter.
    To-morrow night came black, then day again, night again, day again, faster and faster still.
    An eddying murmur filled my ears, and a strange, dumb confusedness descended on my mind.

    'I am afraid I cannot convey the peculiar sensations of time travelling. They are excessively
    unpleasant. There is a feeling exactly like that one has upon a switchback--of a helpless
    headlong motion! I felt the same horrible anticipation, too, of an imminent smash. As I put on
    pace, night followed day like the flapping of a black wing. The dim suggestion of the
    laboratory seemed presently to fall away from me, and I saw the sun hopping swiftly across the
    sky, leaping it every minute, and every minute marking a day. I supposed the laboratory had
    been destroyed and I had come into the open air. I had a dim impression of scaffolding, but I
    was already going too fast to be conscious of any moving things. The slowest snail that ever
    crawled dashed by too fast for me. The twinkling succession of darkness and light was
    excessively painful to the eye. Then, in the intermittent darknesses, I saw the moon spinning
    swiftly through her quarters from new to full, and had a faint glimpse of the circling stars.
    Presently, as I went on, still gaining velocity, the palpitation of night and day merged into
    one continuous greyness; the sky took on a wonderful deepness of blue, a splendid luminous
    color like that of early twilight; the jerking sun became a streak of fire, a brilliant arch,
    in space; the moon a fainter fluctuating band; and I could see nothing of the stars, save now
    and then a brighter circle flickering in the blue.

    'The landscape was misty and vague. I was still on the hill-side upon which this house now
    stands, and the shoulder rose above me grey and dim. I saw trees growing and changing like
    puffs of vapour, now brown, now green; they grew, spread, shivered, and passed away. I saw
    huge buildings rise up faint and fair, and pass like dreams. The whole surface of the earth
    seemed changed--melting and flowing under my eyes. The little hands upon the dials that
    registered my speed raced round faster and faster. Presently I noted that the sun belt swayed
    up and down, from solstice to solstice, in a minute or less, and that consequently my pace was
    over a year a minute; and minute by minute the white snow flashed across the world, and
    vanished, and was followed by the bright, brief green of spring.

    'The unpleasant sensations of the start were less poignant now. They merged at last into a
    kind of hysterical exhilaration. I remarked indeed a clumsy swaying of the machine, for which
    I was unable to account. But my mind was too confused to attend to it, so with a kind of
    madness growing upon me, I flung myself into futurity. At first I scarce thought of stopping,
    scarce thought of anything but these new sensations. But presently a fresh series of
    impressions grew up in my mind--a certain curiosity and therewith a certain dread--until at
    last they took complete possession of me. What strange developments of humanity, what
    wonderful advances upon our rudimentary civilization, I thought, might not appear when I came
    to look nearly into the dim elusive world that raced and fluctuated before my eyes! I saw
    great and splendid architecture rising about me, more massive than any buildings of our own
    time, and yet, as it seemed, built of glimmer and mist. I saw a richer green flow up the
    hill-side, and remain there, without any wintry intermission. Even through the veil of my
    confusion the earth seemed very fair. And so my mind came round to the business of stopping.

    'The peculiar risk lay in the possibility of my finding some substance in the space which I,
    or the machine, occupied. So long as I travelled at a high velocity through time, this
    scarcely mattered; I was, so to speak, attenuated--was slipping like a vapour through the
    interstices of intervening substances! But to come to a stop involved the jamming of myself,
    molecule by molecule, into whatever lay in my way; meant bringing my atoms into such intimate
    contact with those of the obstacle that a profound chemical reaction--possibly a far-reaching
    explosion--would result, and blow myself and my apparatus out of all possible dimensions--into
    the Unknown. This possibility had occurred to me again and again while I was making the
    machine; but then I had cheerfully accepted it as an unavoidable risk--one of the risks a man
    has got to take! Now the risk was inevitable, I no longer saw it in the same cheerful light.
    The fact is that, insensibly, the absolute strangeness of everything, the sickly jarring and
    swaying of the machine, above all, the feeling of prolonged falling, had absolutely upset my
    nerve. I told myself that I could never stop, and with a gust of petulance I resolved to stop
    forthwith. Like an impatient fool, I lugged over the lever, and incontinently the thing went
    reeling over, and I was flung headlong through the air.

    'There was the sound of a clap of thunder in my ears. I may have been stunned for a moment. A
    pitiless hail was hissing round me, and I was sitting on soft turf in front of the overset
    machine. Everything still seemed grey, but presently I remarked that the confusion in my ears
    was gone. I looked round me. I was on what seemed to be a little lawn in a garden, surrounded
    by rhododendron bushes, and I noticed that their mauve and purple blossoms were dropping in a
    shower under the beating of the hail-stones. The rebounding, dancing hail hung in a cloud over
    the machine, and drove along the ground like smoke. In a moment I was wet to the skin. "Fine
    hospitality," said I, "to a man who has travelled innumerable years to see you."

    'Presently I thought what a fool I was to get wet. I stood up and looked round me. A colossal
    figure, carved apparently in some white stone, loomed indistinctly beyond the rhododendrons
    through the hazy downpour. But all else of the world was invisible.

    'My sensations would be hard to describe. As the columns of hail grew thinner, I saw the white
    figure more distinctly. It was very large, for a silver birch-tree touched its shoulder. It
    was of white marble, in shape something like a winged sphinx, but the wings, instead of being
    carried vertically at the sides, were spread so that it seemed to hover. The pedestal, it
    appeared to me, was of bronze, and was thick with verdigris. It chanced that the face was
    towards me; the sightless eyes seemed to watch me; there was the faint shadow of a smile on
    the lips. It was greatly weather-worn, and that imparted an unpleasant suggestion of disease.
    I stood looking at it for a little space--half a minute, perhaps, or half an hour. It seemed
    to advance and to recede as the hail drove before it denser or thinner. At last I tore my eyes
    from it for a moment and saw that the hail curtain had worn threadbare, and that the sky was
    lightening with the promise of the sun.

    'I looked up again at the crouching white shape, and the full temerity of my voyage came
    suddenly upon me. What might appear when that hazy curtain was altogether withdrawn? What
    might not have happened to men? What if cruelty had grown into a common passion? What if in
    this interval the race had lost its manliness and had developed into something inhuman,
    unsympathetic, and overwhelmingly powerful? I might seem some old-world savage animal, only
    the more dreadful and disgusting for our common likeness--a foul creature to be incontinently
    slain.

    'Already I saw other vast shapes--huge buildings with intricate parapets and tall columns,
    with a wooded hill-side dimly creeping in upon me through the lessening storm. I was seized
    with a panic fear. I turned frantically to the Time Machine, and strove hard to readjust it.
    As I did so the shafts of the sun smote through the thunderstorm. The grey downpour was swept
    aside and vanished like the trailing garments of a ghost. Above me, in the intense blue of the
    summer sky, some faint brown shreds of cloud whirled into nothingness. The great buildings
    about me stood out clear and distinct, shining with the wet of the thunderstorm, and picked
    out in white by the unmelted hailstones piled along their courses. I felt naked in a strange
    world. I felt as perhaps a bird may feel in the clear air, knowing the hawk wings above and
    will swoop. My fear grew to frenzy. I took a breathing space, set my teeth, and again grappled
    fiercely, wrist and knee, with the machine. It gave under my desperate onset and turned over.
    It struck my chin violently. One hand on the saddle, the other on the lever, I stood panting
    heavily in attitude to mount again.

    'But with this recovery of a prompt retreat my courage recovered. I looked more curiously and
    less fearfully at this world of the remote future. In a circular opening, high up in the wall
    of the nearer house, I saw a group of figures clad in rich soft robes. They had seen me, and
    their faces were directed towards me.

    'Then I heard voices approaching me. Coming through the bushes by the White Sphinx were the
    heads and shoulders of men running. One of these emerged in a pathway leading straight to the
    little lawn upon which I stood with my machine. He was a slight creature--perhaps four feet
    high--clad in a purple tunic, girdled at the waist with a leather belt. Sandals or buskins--I
    could not clearly distinguish which--were on his feet; his legs were bare to the knees, and
    his head was bare. Noticing that, I noticed for the first time how warm the air was.

    'He struck me as being a very beautiful and graceful creature, but indescribably frail. His
    flushed face reminded me of the more beautiful kind of consumptive--that hectic beauty of
    which we used to hear so much. At the sight of him I suddenly regained confidence. I took my
    hands from the machine.

    'In another moment we were standing face to face, I and this fragile thing out of futurity. He
    came straight up to me and laughed into my eyes. The absence from his bearing of any sign of
    fear struck me at once. Then he turned to the two others who were following him and spoke to
    them in a strange and very sweet and liquid tongue.

    'There were others coming, and presently a little group of perhaps eight or ten of these
    exquisite creatures were about me. One of them addressed me. It came into my head, oddly
    enough, that my voice was too harsh and deep for them. So I shook my head, and, pointing to my
    ears, shook it again. He came a step forward, hesitated, and then touched my hand. Then I felt
    other soft little tentacles upon my back and shoulders. They wanted to make sure I was real.
    There was nothing in this at all alarming. Indeed, there was something in these pretty little
    people that inspired confidence--a graceful gentleness, a certain childlike ease. And besides,
    they looked so frail that I could fancy myself flinging the whole dozen of them about like
    nine-pins. But I made a sudden motion to warn them when I saw their little pink hands feeling
    at the Time Machine. Happily then, when it was not too late, I thought of a danger I had
    hitherto forgotten, and reaching over the bars of the machine I unscrewed the little levers
    that would set it in motion, and put these in my pocket. Then I turned again to see what I
    could do in the way of communication.

    'And then, looking more nearly into their features, I saw some further peculiarities in their
    Dresden-china type of prettiness. Their hair, which was uniformly curly, came to a sharp end
    at the neck and cheek; there was not the faintest suggestion of it on the face, and their ears
    were singularly minute. The mouths were small, with bright red, rather thin lips, and the
    little chins ran to a point. The eyes were large and mild; and--this may seem egotism on my
    part--I fancied even that there was a certain lack of the interest I might have expected in
    them.

    'As they made no effort to communicate with me, but simply stood round me smiling and speaking
    in soft cooing notes to each other, I began the conversation. I pointed to the Time Machine
    and to myself. Then hesitating for a moment how to express time, I pointed to the sun. At once
    a quaintly pretty little figure in chequered purple and white followed my gesture, and then
    astonished me by imitating the sound of thunder.

    'For a moment I was staggered, though the import of his gesture was plain enough. The question
    had come into my mind abruptly: were these creatures fools? You may hardly understand how it
    took me. You see I had always anticipated that the people of the year Eight Hundred and Two
    Thousand odd would be incredibly in front of us in knowledge, art, everything. Then one of
    them suddenly asked me a question that showed him to be on the intellectual level of one of
    our five-year-old children--asked me, in fact, if I had come from the sun in a thunderstorm!
    It let loose the judgment I had suspended upon their clothes, their frail light limbs, and
    fragile features. A flow of disappointment rushed across my mind. For a moment I felt that I
    had built the Time Machine in vain.

    'I nodded, pointed to the sun, and gave them such a vivid rendering of a thunderclap as
    startled them. They all withdrew a pace or so and bowed. Then came one laughing towards me,
    carrying a chain of beautiful flowers altogether new to me, and put it about my neck. The idea
    was received with melodious applause; and presently they were all running to and fro for
    flowers, and laughingly flinging them upon me until I was almost smothered with blossom. You
    who have never seen the like can scarcely imagine what delicate and wonderful flowers
    countless years of culture had created. Then someone suggested that their plaything should be
    exhibited in the nearest building, and so I was led past the sphinx of white marble, which had
    seemed to watch me all the while with a smile at my astonishment, towards a vast grey edifice
    of fretted stone. As I went with them the memory of my confident anticipations of a profoundly
    grave and intellectual posterity came, with irresistible merriment, to my mind.

    'The building had a huge entry, and was altogether of colossal dimensions. I was naturally
    most occupied with the growing crowd of little people, and with the big open portals that
    yawned before me shadowy and mysterious. My general impression of the world I saw over their
    heads was a tangled waste of beautiful bushes and flowers, a long neglected and yet weedless
    garden. I saw a number of tall spikes of strange white flowers, measuring a foot perhaps
    across the spread of the waxen petals. They grew scattered, as if wild, among the variegated
    shrubs, but, as I say, I did not examine them closely at this time. The Time Machine was left
    deserted on the turf among the rhododendrons.

    'The arch of the doorway was richly carved, but naturally I did not observe the carving very
    narrowly, though I fancied I saw suggestions of old Phoenician decorations as I passed
    through, and it struck me that they were very badly broken and weather-worn. Several more
    brightly clad people met me in the doorway, and so we entered, I, dressed in dingy
    nineteenth-century garments, looking grotesque enough, garlanded with flowers, and surrounded
    by an eddying mass of bright, soft-colored robes and shining white limbs, in a melodious whirl
    of laughter and laughing speech.

    'The big doorway opened into a proportionately great hall hung with brown. The roof was in
    shadow, and the windows, partially glazed with coloured glass and partially unglazed, admitted
    a tempered light. The floor was made up of huge blocks of some very hard white metal, not
    plates nor slabs--blocks, and it was so much worn, as I judged by the going to and fro of past
    generations, as to be deeply channelled along the more frequented ways. Transverse to the
    length were innumerable tables made of slabs of polished stone, raised perhaps a foot from the
    floor, and upon these were heaps of fruits. Some I recognized as a kind of hypertrophied
    raspberry and orange, but for the most part they were strange.

    'Between the tables was scattered a great number of cushions. Upon these my conductors seated
    themselves, signing for me to do likewise. With a pretty absence of ceremony they began to eat
    the fruit with their hands, flinging peel and stalks, and so forth, into the round openings in
    the sides of the tables. I was not loath to follow their example, for I felt thirsty and
    hungry. As I did so I surveyed the hall at my leisure.

    'And perhaps the thing that struck me most was its dilapidated look. The stained-glass
    windows, which displayed only a geometrical pattern, were broken in many places, and the
    curtains that hung across the lower end were thick with dust. And it caught my eye that the
    corner of the marble table near me was fractured. Nevertheless, the general effect was
    extremely rich and picturesque. There were, perhaps, a couple of hundred people dining in the
    hall, and most of them, seated as near to me as they could come, were watching me with
    interest, their little eyes shining over the fruit they were eating. All were clad in the same
    soft and yet strong, silky material.

    'Fruit, by the by, was all their diet. These people of the remote future were strict
    vegetarians, and while I was with them, in spite of some carnal cravings, I had to be
    frugivorous also. Indeed, I found afterwards that horses, cattle, sheep, dogs, had followed
    the Ichthyosaurus into extinction. But the fruits were very delightful; one, in particular,
    that seemed to be in season all the time I was there--a floury thing in a three-sided
    husk--was especially good, and I made it my staple. At first I was puzzled by all these
    strange fruits, and by the strange flowers I saw, but later I began to perceive their import.

    'However, I am telling you of my fruit dinner in the distant future now. So soon as my
    appetite was a little checked, I determined to make a resolute attempt to learn the speech of
    these new men of mine. Clearly that was the next thing to do. The fruits seemed a convenient
    thing to begin upon, and holding one of these up I began a series of interrogative sounds and
    gestures. I had some considerable difficulty in conveying my meaning. At first my efforts met
    with a stare of surprise or inextinguishable laughter, but presently a fair-haired little
    creature seemed to grasp my intention and repeated a name. They had to chatter and explain the
    business at great length to each other, and my first attempts to make the exquisite little
    sounds of their language caused an immense amount of amusement. However, I felt like a
    schoolmaster amidst children, and persisted, and presently I had a score of noun substantives
    at least at my command; and then I got to demonstrative pronouns, and even the verb "to eat."
    But it was slow work, and the little people soon tired and wanted to get away from my
    interrogations, so I determined, rather of necessity, to let them give their lessons in little
    doses when they felt inclined. And very little doses I found they were before long, for I
    never met people more indolent or more easily fatigued.

    'A queer thing I soon discovered about my little hosts, and that was their lack of interest.
    They would come to me with eager cries of astonishment, like children, but like children they
    would soon stop examining me and wander away after some other toy. The dinner and my
    conversational beginnings ended, I noted for the first time that almost all those who had
    surrounded me at first were gone. It is odd, too, how speedily I came to disregard these
    little people. I went out through the portal into the sunlit world again as soon as my hunger
    was satisfied. I was continually meeting more of these men of the future, who would follow me
    a little distance, chatter and laugh about me, and, having smiled and gesticulated in a
    friendly way, leave me again to my own devices.

    'The calm of evening was upon the world as I emerged from the great hall, and the scene was
    lit by the warm glow of the setting sun. At first things were very confusing. Everything was
    so entirely different from the world I had known--even the flowers. The big building I had
    left was situated on the slope of a broad river valley, but the Thames had shifted perhaps a
    mile from its present position. I resolved to mount to the summit of a crest, perhaps a mile
    and a half away, from which I could get a wider view of this our planet in the year Eight
    Hundred and Two Thousand Seven Hundred and One A.D. For that, I should explain, was the date
    the little dials of my machine recorded.

    'As I walked I was watching for every impression that could possibly help to explain the
    condition of ruinous splendour in which I found the world--for ruinous it was. A little way up
    the hill, for instance, was a great heap of granite, bound together by masses of aluminium, a
    vast labyrinth of precipitous walls and crumpled heaps, amidst which were thick heaps of very
    beautiful pagoda-like plants--nettles possibly--but wonderfully tinted with brown about the
    leaves, and incapable of stinging. It was evidently the derelict remains of some vast
    structure, to what end built I could not determine. It was here that I was destined, at a
    later date, to have a very strange experience--the first intimation of a still stranger
    discovery--but of that I will speak in its proper place.

    'Looking round with a sudden thought, from a terrace on which I rested for a while, I realized
    that there were no small houses to be seen. Apparently the single house, and possibly even the
    household, had vanished. Here and there among the greenery were palace-like buildings, but the
    house and the cottage, which form such characteristic features of our own English landscape,
    had disappeared.

    '"Communism," said I to myself.

    'And on the heels of that came another thought. I looked at the half-dozen little figures that
    were following me. Then, in a flash, I perceived that all had the same form of costume, the
    same soft hairless visage, and the same girlish rotundity of limb. It may seem strange,
    perhaps, that I had not noticed this before. But everything was so strange. Now, I saw the
    fact plainly enough. In costume, and in all the differences of texture and bearing that now
    mark off the sexes from each other, these people of the future were alike. And the children
    seemed to my eyes to be but the miniatures of their parents. I judged, then, that the children
    of that time were extremely precocious, physically at least, and I found afterwards abundant
    verification of my opinion.

    'Seeing the ease and security in which these people were living, I felt that this close
    resemblance of the sexes was after all what one would expect; for the strength of a man and
    the softness of a woman, the institution of the family, and the differentiation of occupations
    are mere militant necessities of an age of physical force; where population is balanced and
    abundant, much childbearing becomes an evil rather than a blessing to the State; where
    violence comes but rarely and off-spring are secure, there is less necessity--indeed there is
    no necessity--for an efficient family, and the specialization of the sexes with reference to
    their children's needs disappears. We see some beginnings of this even in our own time, and in
    this future age it was complete. This, I must remind you, was my speculation at the time.
    Later, I was to appreciate how far it fell short of the reality.

    'While I was musing upon these things, my attention was attracted by a pretty little
    structure, like a well under a cupola. I thought in a transitory way of the oddness of wells
    still existing, and then resumed the thread of my speculations. There were no large buildings
    towards the top of the hill, and as my walking powers were evidently miraculous, I was
    presently left alone for the first time. With a strange sense of freedom and adventure I
    pushed on up to the crest.

    'There I found a seat of some yellow metal that I did not recognize, corroded in places with a
    kind of pinkish rust and half smothered in soft moss, the arm-rests cast and filed into the
    resemblance of griffins' heads. I sat down on it, and I surveyed the broad view of our old
    world under the sunset of that long day. It was as sweet and fair a view as I have ever seen.
    The sun had already gone below the horizon and the west was flaming gold, touched with some
    horizontal bars of purple and crimson. Below was the valley of the Thames, in which the river
    lay like a band of burnished steel. I have already spoken of the great palaces dotted about
    among the variegated greenery, some in ruins and some still occupied. Here and there rose a
    white or silvery figure in the waste garden of the earth, here and there came the sharp
    vertical line of some cupola or obelisk. There were no hedges, no signs of proprietary rights,
    no evidences of agriculture; the whole earth had become a garden.

    'So watching, I began to put my interpretation upon the things I had seen, and as it shaped
    itself to me that evening, my interpretation was something in this way. (Afterwards I found I
    had got only a half-truth--or only a glimpse of one facet of the truth.)

    'It seemed to me that I had happened upon humanity upon the wane. The ruddy sunset set me
    thinking of the sunset of mankind. For the first time I began to realize an odd consequence of
    the social effort in which we are at present engaged. And yet, come to think, it is a logical
    consequence enough. Strength is the outcome of need; security sets a premium on feebleness.
    The work of ameliorating the conditions of life--the true civilizing process that makes life
    more and more secure--had gone steadily on to a climax. One triumph of a united humanity over
    Nature had followed another. Things that are now mere dreams had become projects deliberately
    put in hand and carried forward. And the harvest was what I saw!
    """)
}
